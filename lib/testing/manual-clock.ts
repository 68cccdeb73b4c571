import type { Clock } from '../util/clock.js';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * A clock that moves when the test says so: the option `clock` of `AsposeAuthTestingModule`. Nothing that waits for it goes on
 * by itself.
 *
 * @example
 * const clock = new ManualClock();
 * clock.advance(3_600_000); // the token has ended
 */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  /** @param startMs Milliseconds since 1970. Default 1 000 000. */
  constructor(startMs = 1_000_000) {
    this.#now = startMs;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  /** Calls back once, when the clock has been moved on by `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /**
   * Moves on, calling back in order whatever comes due on the way, what was asked for meanwhile included.
   *
   * @param ms Milliseconds, 0 or more.
   * @throws RangeError for less: time does not run backwards.
   */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`advance(${ms}): give the milliseconds to move on by, 0 or more`);
    const until = this.#now + ms;
    for (let due = this.#nextUntil(until); due !== undefined; due = this.#nextUntil(until)) {
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = until;
  }

  #nextUntil(until: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  }
}
