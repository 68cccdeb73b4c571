import { randomBytes } from 'node:crypto';

/** Random values, which are the same again for the same seed. */
export class Random {
  readonly #next: () => number;

  /** @param seed - Without one, the values differ each time. */
  constructor(seed?: number) {
    this.#next = createGenerator(seed ?? randomBytes(4).readUInt32LE());
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    return this.#next();
  }

  /** An integer from 0 up to, but not including, the limit. */
  nextInteger(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => this.nextInteger(16).toString(16)).join('');
  }

  /** A UUID of version 4. */
  uuid(): string {
    const [a, b, c, d] = [this.hex(8), this.hex(4), this.hex(3), this.hex(3)];
    return `${a}-${b}-4${c}-${(8 + this.nextInteger(4)).toString(16)}${d}-${this.hex(12)}`;
  }
}

/** The generator mulberry32. Nothing here needs to be secret: the credentials are valid on this machine only. */
function createGenerator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
