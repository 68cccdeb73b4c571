/** Source of time and timers, injected so that tests can drive both. */
export interface Clock {
  /** The wall clock, in milliseconds since 1970. For what people read; it may be wrong, and step in both directions. */
  now(): number;
  /**
   * Milliseconds for the lifetime of tokens, from an arbitrary origin. Includes time that the machine was suspended, and never runs
   * backwards: it may run ahead of real time, but never behind.
   */
  elapsed(): number;
  /** Plain monotonic milliseconds from an arbitrary origin. For everything that is not about the lifetime of a token. */
  monotonic(): number;
  /** Calls back once after `ms` milliseconds, unless the returned function is called first. */
  after(ms: number, callback: () => void): () => void;
}

/** The wall clock must run ahead by more than this to count as a suspended machine. Less is drift or adjustment. */
const SUSPEND_THRESHOLD_MS = 2_000;

/**
 * The clock of the machine (T-5). The monotonic clock stands still while the machine is suspended. So if the wall clock has run
 * ahead of it by more than a threshold, the difference is added to `elapsed()`. A wall clock that was only set ahead makes the
 * tokens of that moment expire early; tokens acquired later are not affected, also if it is set back.
 */
export function systemClock(monotonic = () => performance.now(), wall = () => Date.now()): Clock {
  let suspendedMs = 0;
  /** The smallest lead of the wall clock since the last suspension. Small steps add up against it. */
  let lead = wall() - monotonic();
  return {
    now: wall,
    elapsed() {
      const monotonicNow = monotonic();
      const ahead = wall() - monotonicNow - lead;
      if (ahead > SUSPEND_THRESHOLD_MS) suspendedMs += ahead;
      if (ahead > SUSPEND_THRESHOLD_MS || ahead < 0) lead += ahead;
      return suspendedMs + monotonicNow;
    },
    monotonic,
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
}
