import type { AsposeAuthError } from '../errors.js';
import type { AccessToken } from './access-token.js';
import type { TokenGrant } from './token-grant.js';

/** The token in use and the moments of its life. */
export interface CachedToken extends RefreshWindows {
  readonly token: AccessToken;
}

/** The last flight's failure, until a flight succeeds. */
export interface LastFailure {
  readonly error: AsposeAuthError;
  /** Nobody asks before, neither in the background nor for a caller. */
  readonly nextTryAt: number;
  /** Failures in a row. */
  readonly failures: number;
  /** True where callers without a token fail fast until `nextTryAt`; false where a secret that may have changed is worth a look. */
  readonly failFast: boolean;
}

/** A token that the API refused. */
export interface Rejection {
  readonly value: string;
  readonly at: number;
}

/** All that a token cycle knows. It changes by replacement, in the functions below and nowhere else. */
export interface TokenState {
  /** Counts the tokens taken into use and dropped: two reads with the same number saw the same token. */
  readonly generation: number;
  readonly cached?: CachedToken;
  readonly lastFailure?: LastFailure;
  /** Those of the last moments. */
  readonly rejections: readonly Rejection[];
  /** When the newest token that the API has refused was asked for: one from before is no cure, whoever has kept it. */
  readonly newestRejectedSentAt?: number;
}

export const INITIAL_STATE: TokenState = { generation: 0, rejections: [] };

/** How long an endpoint that answers with a token the API has refused is not believed. */
export const REJECTION_MEMORY_MS = 10_000;

const remembered = ({ rejections }: TokenState, now: number) =>
  rejections.filter(({ at }) => now - at < REJECTION_MEMORY_MS);

/** True for a token that the API has refused a moment ago. */
export function isRejected(state: TokenState, value: string, now: number): boolean {
  return remembered(state, now).some((rejection) => rejection.value === value);
}

/**
 * Whether a token that another process was granted would do: it is not refused, nor older than one that was; it is not at its
 * end, and newer than what is held.
 */
export function isNewer(state: TokenState, { value, sentAt, lifetimeMs, latencyMs }: TokenGrant, now: number): boolean {
  const { cached, newestRejectedSentAt = 0 } = state;
  if (
    sentAt <= newestRejectedSentAt ||
    isRejected(state, value, now) ||
    now >= computeWindows(sentAt, lifetimeMs, latencyMs, 0).waitAt
  )
    return false;
  return cached === undefined || (cached.token.value !== value && sentAt + lifetimeMs > cached.expiresAt);
}

/** After a grant. One that is over when it arrives serves its waiters only. */
export function withGrant(
  state: TokenState,
  grant: TokenGrant,
  token: AccessToken,
  now: number,
  random: number,
): TokenState {
  const { generation, rejections, newestRejectedSentAt } = state;
  const windows = computeWindows(grant.sentAt, grant.lifetimeMs, grant.latencyMs, random);
  if (windows.expiresAt <= now) return { ...state, lastFailure: undefined };
  return {
    generation: generation + 1,
    cached: { token, ...windows },
    rejections,
    ...(newestRejectedSentAt && { newestRejectedSentAt }),
  };
}

/** After the API has refused a token: it is dropped if it is the one in use, else nothing changes. */
export function withRejection(state: TokenState, value: string, now: number): TokenState {
  if (state.cached?.token.value !== value) return state;
  return {
    generation: state.generation + 1,
    rejections: [...remembered(state, now), { value, at: now }],
    newestRejectedSentAt: state.cached.token.acquiredAt.getTime(),
  };
}

const LONGEST_BACKOFF_MS = 5 * 60_000;

/** How long nobody asks after a failure, unless the endpoint itself named a time. */
function pauseAfter(code: string, failures: number, lifeLeftMs: number, random: number): number {
  if (lifeLeftMs > 0) {
    const backoff = Math.min(1_000 * 2 ** (failures - 1), LONGEST_BACKOFF_MS) * (0.5 + random / 2);
    return Math.min(backoff, lifeLeftMs / 2);
  }
  return code === 'ERR_ASPOSE_TOKEN_RESPONSE' ? 1_000 + 4_000 * random : 250 + 750 * random;
}

/**
 * After a flight that failed.
 *
 * 1. The endpoint's own `Retry-After`, or the guard's, is the pause.
 * 2. While the old token is good: doubled with each failure from 0.5–1 s to 2.5–5 min, at most half of the life left.
 * 3. Otherwise 250–1 000 ms, so that callers succeed soon after the endpoint is back; 1–5 s after an unusable answer.
 *
 * @param rotates True where the secret may have changed by the next call.
 */
export function withFailure(
  state: TokenState,
  error: AsposeAuthError,
  now: number,
  random: number,
  rotates: boolean,
): TokenState {
  if (error.code === 'ERR_ASPOSE_ABORTED') return state;
  const failures = (state.lastFailure?.failures ?? 0) + 1;
  const lifeLeft = (state.cached?.expiresAt ?? now) - now;
  const pause = error.retryAfterMs ?? pauseAfter(error.code, failures, lifeLeft, random);
  const isAboutSecret = error.code === 'ERR_ASPOSE_CREDENTIALS' || error.code === 'ERR_ASPOSE_LOCKED_OUT';
  const lastFailure = { error, nextTryAt: now + pause, failures, failFast: !(isAboutSecret && rotates) };
  return { ...state, lastFailure };
}

/** What a caller gets at this moment. */
export type RefreshDecision = 'use' | 'use-and-refresh' | 'wait' | 'fail';

/**
 * The refresh rules, in the order in which they are asked.
 *
 * 1. A token before its refresh window is used.
 * 2. In the refresh window it is used too; the first caller starts a refresh, unless one is under way or the last failure
 *    asks for patience.
 * 3. In its last moments, and without a token, callers wait for the flight under way.
 * 4. While a failure asks for patience they do not wait: a token that has not ended is used, else they fail at once.
 * 5. Otherwise they wait for a new flight.
 *
 * @param isFlying True while a request for a token is under way.
 * @param now The clock's milliseconds.
 */
export function decideRefresh({ cached, lastFailure }: TokenState, isFlying: boolean, now: number): RefreshDecision {
  if (cached && now < cached.refreshAt) return 'use';
  const isPatient = lastFailure !== undefined && now < lastFailure.nextTryAt;
  if (cached && now < cached.waitAt) return isFlying || isPatient ? 'use' : 'use-and-refresh';
  if (isFlying) return 'wait';
  if (isPatient && cached && now < cached.expiresAt) return 'use';
  return isPatient && lastFailure.failFast ? 'fail' : 'wait';
}

/** Moments in a token's life, in the clock's milliseconds. */
export interface RefreshWindows {
  /** From here one caller starts a refresh in the background; none waits. */
  readonly refreshAt: number;
  /** From here callers wait for the refresh. */
  readonly waitAt: number;
  /** From here the token is never handed out. */
  readonly expiresAt: number;
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
export function computeWindows(sentAt: number, lifetimeMs: number, latencyMs: number, random: number): RefreshWindows {
  const expiresAt = sentAt + lifetimeMs;
  const base = Math.min(Math.max(lifetimeMs / 10, latencyMs * 2, GRANULARITY_MS), lifetimeMs / 2, LONGEST_LEAD_MS);
  const lead = Math.min(base * (1 + random), Math.max(base, lifetimeMs * 0.75));
  return { refreshAt: expiresAt - lead, waitAt: expiresAt - Math.min(lifetimeMs / 50, LONGEST_WAIT_MS), expiresAt };
}
