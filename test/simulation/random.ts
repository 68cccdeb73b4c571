/** Pseudo-random numbers from a seed: the same seed gives the same numbers. */
export class Random {
  #state: number;

  /** @param label Numbers of different labels are independent of each other. */
  constructor(seed: number, label = '') {
    let state = (seed ^ 0x9e3779b9) >>> 0;
    for (const character of label) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193) >>> 0;
    this.#state = state;
    this.next();
  }

  /** From 0 up to 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  /** Between `min` and `max`; small numbers are as likely as large ones. */
  scaled(min: number, max: number): number {
    return min * (max / min) ** this.next();
  }

  whole(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.next() * values.length)]!;
  }
}
