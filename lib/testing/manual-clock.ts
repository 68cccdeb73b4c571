import type { Clock } from '../util/clock.js';

/**
 * A clock that stands still until the test advances it, for the option `clock` of `AsposeAuthTestingModule`.
 *
 * @example
 * ```ts
 * const clock = new ManualClock();
 * const imports = [AsposeAuthTestingModule.forRoot({ clock })];
 * clock.advance(3_600_000); // the token has expired
 * ```
 */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  /** @param startMs The initial time in milliseconds since 1970. Default 1 000 000. */
  constructor(startMs = 1_000_000) {
    this.#now = startMs;
  }

  /** Returns the current time in milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  /** Returns the same as `now()`: this clock is never suspended, and never wrong. */
  elapsed(): number {
    return this.#now;
  }

  /** Returns the same as `now()`. */
  monotonic(): number {
    return this.#now;
  }

  /**
   * Calls back once, when the clock has advanced by `ms` milliseconds.
   *
   * @returns A function that cancels the timer.
   */
  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /**
   * Advances the clock and runs the timers that become due, in order, including those set by other timers on the way.
   *
   * @param ms Milliseconds, 0 or more.
   * @throws RangeError if `ms` is negative or not a number.
   *
   * @example
   * ```ts
   * clock.advance(60_000);
   * ```
   */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`advance(${ms}): time cannot run backwards. Pass 0 or more milliseconds.`);
    const end = this.#now + ms;
    for (let due = this.#getNextDue(end); due !== undefined; due = this.#getNextDue(end)) {
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = end;
  }

  #getNextDue(end: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}
