const DAY_MS = 24 * 3_600_000;

/**
 * Counts token requests as they happen, by the second and by generation: the first tokens of a fleet are generation 0, those
 * that replace them 1, and so on.
 */
export class Tally {
  /** Most requests of one second. */
  peak = 0;
  readonly #count: Float64Array;
  readonly #moments: Float64Array;
  #second = -1;
  #inSecond = 0;

  constructor(generations: number) {
    this.#count = new Float64Array(generations);
    this.#moments = new Float64Array(generations);
  }

  add(generation: number, now: number): void {
    this.#count[generation]! += 1;
    this.#moments[generation]! += now;
    const second = Math.floor(now / 1_000);
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1;
    this.#second = second;
    this.peak = Math.max(this.peak, this.#inSecond);
  }

  /** Requests a day once the fleet runs: all but those of the start, over the time from the start to the last generation. */
  get perDay(): number {
    const last = this.#count.length - 1;
    const meanMoment = (generation: number) => this.#moments[generation]! / this.#count[generation]!;
    const requests = this.#count.subarray(1).reduce((sum, count) => sum + count, 0);
    return (requests * DAY_MS) / (meanMoment(last) - meanMoment(0));
  }
}
