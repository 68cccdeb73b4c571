/** Time as the package sees it. One member reads it, the other waits for it, so that a test can drive both. */
export interface Clock {
  /** Milliseconds since 1970 that never run backwards, time asleep included. */
  now(): number;
  /** Calls back once after `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
}

/** Steps of the wall clock below this are drift or adjustment, not a machine that was asleep. */
const SUSPEND_THRESHOLD_MS = 2_000;

/**
 * The machine's monotonic clock. It stands still while the machine is suspended, so a wall clock that has run ahead of it
 * between two readings is added; a wall clock set back is ignored. At worst that ends a token's life early.
 */
export function systemClock(monotonic = () => performance.now(), wall = () => Date.now()): Clock {
  let lastMonotonic = monotonic();
  let lastWall = wall();
  let base = lastWall - lastMonotonic;
  return {
    now() {
      const nowMonotonic = monotonic();
      const nowWall = wall();
      const asleep = nowWall - lastWall - (nowMonotonic - lastMonotonic);
      if (asleep > SUSPEND_THRESHOLD_MS) base += asleep;
      lastMonotonic = nowMonotonic;
      lastWall = nowWall;
      return base + nowMonotonic;
    },
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}
