/** The moments of a token's life, in milliseconds since 1970. */
export interface Life {
  readonly acquiredAt: number;
  readonly refreshAt: number;
  readonly waitAt: number;
  readonly expiresAt: number;
}

/** Where the windows begin on the bar, from 0 to 1, and where a moment is. */
export interface BarScale {
  readonly refresh: number;
  readonly wait: number;
  /** True where a window is drawn wider than it is, because it would not be seen. */
  readonly isStretched: boolean;
  at(moment: number): number;
}

/** The least that is seen and can be told apart. */
const LEAST_BACKGROUND = 0.16;
const LEAST_WAIT = 0.07;

/** A day's token has windows of minutes: each part of the bar is even in itself, and none is too small to see. */
export function scaleOf({ acquiredAt, refreshAt, waitAt, expiresAt }: Life): BarScale {
  const life = Math.max(1, expiresAt - acquiredAt);
  const background = (waitAt - refreshAt) / life;
  const waiting = (expiresAt - waitAt) / life;
  const wait = 1 - Math.max(waiting, LEAST_WAIT);
  const refresh = Math.max(0, wait - Math.max(background, LEAST_BACKGROUND));
  const stops = [
    [acquiredAt, 0],
    [refreshAt, refresh],
    [waitAt, wait],
    [expiresAt, 1],
  ] as const;
  return {
    refresh,
    wait,
    isStretched: background < LEAST_BACKGROUND || waiting < LEAST_WAIT,
    at(moment) {
      for (const [index, [from, place]] of stops.entries()) {
        const [to, end] = stops[index + 1] ?? [];
        if (to === undefined || end === undefined) return place;
        if (moment < to) return place + (end - place) * Math.max(0, (moment - from) / Math.max(1, to - from));
      }
      return 1;
    },
  };
}
