/** Timestamps of a token, in ms since 1970. */
export interface TokenTimes {
  readonly acquiredAt: number;
  readonly refreshAt: number;
  readonly waitAt: number;
  readonly expiresAt: number;
}

/** Maps the lifetime of a token to positions on a bar, from 0 to 1. */
export interface BarScale {
  /** Position at which the background refresh becomes due. */
  readonly refresh: number;
  /** Position at which calls start to wait. */
  readonly wait: number;
  /** True if a window is drawn wider than its share of the lifetime, so that it is visible. */
  readonly isStretched: boolean;
  getPosition(at: number): number;
}

/** Minimum widths at which the windows are visible and distinguishable. */
const MIN_BACKGROUND = 0.16;
const MIN_WAIT = 0.07;

/** Creates a scale that is linear within each window. Windows of minutes in a lifetime of a day are widened. */
export function createBarScale({ acquiredAt, refreshAt, waitAt, expiresAt }: TokenTimes): BarScale {
  const lifetimeMs = Math.max(1, expiresAt - acquiredAt);
  const backgroundShare = (waitAt - refreshAt) / lifetimeMs;
  const waitShare = (expiresAt - waitAt) / lifetimeMs;
  const wait = 1 - Math.max(waitShare, MIN_WAIT);
  const refresh = Math.max(0, wait - Math.max(backgroundShare, MIN_BACKGROUND));
  const stops = [
    [acquiredAt, 0],
    [refreshAt, refresh],
    [waitAt, wait],
    [expiresAt, 1],
  ] as const;
  return {
    refresh,
    wait,
    isStretched: backgroundShare < MIN_BACKGROUND || waitShare < MIN_WAIT,
    getPosition(at) {
      for (const [index, [from, start]] of stops.entries()) {
        const [to, end] = stops[index + 1] ?? [];
        if (to === undefined || end === undefined) return start;
        if (at < to) return start + (end - start) * Math.max(0, (at - from) / Math.max(1, to - from));
      }
      return 1;
    },
  };
}
