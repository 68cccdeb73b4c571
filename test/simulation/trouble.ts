/** Periods in which something did not work. */
export class Trouble {
  readonly #periods: { readonly from: number; until: number }[] = [];

  add(from: number, until: number): void {
    this.#periods.push({ from, until });
  }

  /** True if any of it was within the period. */
  overlaps(from: number, until: number): boolean {
    return this.#periods.some((period) => period.from <= until && period.until >= from);
  }
}
