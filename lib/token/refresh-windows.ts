/** Moments in a token's life, in the clock's milliseconds. */
export interface Windows {
  /** From here one caller starts a refresh in the background; none waits. */
  readonly refreshAt: number;
  /** From here callers wait for the refresh. */
  readonly waitAt: number;
  /** From here the token is never handed out. */
  readonly endsAt: number;
}

/** A JWT granted in the last moment of a second ends this much before `expires_in` says. */
const GRANULARITY_MS = 1_000;
const LONGEST_LEAD_MS = 5 * 60_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Windows follow the token's life, so that one of two seconds and one of a day both behave.
 *
 * 1. The background refresh leads the end by a tenth of the life, twice the endpoint's last latency, or the second that the
 *    whole-second `exp` of a JWT may cut off, whichever is most; by at most half the life and at most 5 minutes.
 * 2. It leads by a random part of that again, so that a fleet does not refresh at once; by three quarters of the life at
 *    most, so that a slow endpoint does not make it refresh what it has just got.
 * 3. Callers wait in the last fiftieth of the life, at most 30 seconds.
 *
 * @param random Drawn once per token, from 0 up to 1.
 */
export function windowsOf(sentAt: number, lifeMs: number, latencyMs: number, random: number): Windows {
  const endsAt = sentAt + lifeMs;
  const base = Math.min(Math.max(lifeMs / 10, latencyMs * 2, GRANULARITY_MS), lifeMs / 2, LONGEST_LEAD_MS);
  const lead = Math.min(base * (1 + random), Math.max(base, lifeMs * 0.75));
  return { refreshAt: endsAt - lead, waitAt: endsAt - Math.min(lifeMs / 50, LONGEST_WAIT_MS), endsAt };
}
