/** Source of time and timers, injected so that tests can drive both. */
export interface Clock {
  /** Milliseconds since 1970. Never runs backwards, and includes time that the machine was suspended. */
  now(): number;
  /** Calls back once after `ms` milliseconds, unless the returned function is called first. */
  after(ms: number, callback: () => void): () => void;
}

/** The wall clock must run ahead by more than this to count as a suspended machine. Less is drift or adjustment. */
const SUSPEND_THRESHOLD_MS = 2_000;

/**
 * The monotonic clock of the machine. It stands still while the machine is suspended, so if the wall clock has run ahead of it
 * between two readings, the difference is added. A wall clock that is set back is ignored. At worst a token expires early.
 */
export function systemClock(monotonic = () => performance.now(), wall = () => Date.now()): Clock {
  let lastMonotonic = monotonic();
  let lastWall = wall();
  let base = lastWall - lastMonotonic;
  return {
    now() {
      const nowMonotonic = monotonic();
      const nowWall = wall();
      const suspendedMs = nowWall - lastWall - (nowMonotonic - lastMonotonic);
      if (suspendedMs > SUSPEND_THRESHOLD_MS) base += suspendedMs;
      lastMonotonic = nowMonotonic;
      lastWall = nowWall;
      return base + nowMonotonic;
    },
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
}
