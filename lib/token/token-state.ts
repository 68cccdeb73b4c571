import type { AsposeAuthError } from '../errors.js';
import type { AccessToken } from './access-token.js';
import type { TokenGrant } from './token-grant.js';

/** All that a token manager knows. It is replaced as a whole, by the functions below and nothing else. */
export interface TokenState {
  /** Counts the tokens that were cached or dropped. Two reads of the same number saw the same token. */
  readonly generation: number;
  readonly cached?: CachedToken;
  readonly lastFailure?: LastFailure;
  /** Recent rejections, oldest first. */
  readonly rejections: readonly Rejection[];
  /** When the newest rejected token was requested. A token requested earlier is not used, even if another process kept it. */
  readonly newestRejectedSentAt?: number;
}

/** The token in use. */
export interface CachedToken extends RefreshWindows {
  readonly token: AccessToken;
}

/** The failure of the last fetch, kept until a fetch succeeds. */
export interface LastFailure {
  readonly error: AsposeAuthError;
  /** No request is sent before this time, neither in the background nor for a caller. */
  readonly nextTryAt: number;
  /** Failures in a row. */
  readonly failures: number;
  /**
   * If true, callers without a token fail fast until `nextTryAt`. False if the secret may have been rotated, so that an immediate
   * retry can succeed.
   */
  readonly failFast: boolean;
}

/** A token that the API rejected. */
export interface Rejection {
  readonly value: string;
  readonly at: number;
}

export const INITIAL_STATE: TokenState = { generation: 0, rejections: [] };

/** What a caller gets at this moment. */
export type RefreshDecision = 'use' | 'use-and-refresh' | 'wait' | 'fail';

/**
 * Decides what a caller gets. The rules, in order:
 *
 * 1. A token before its refresh window is used.
 * 2. In the refresh window it is used, too. The first caller starts a refresh, unless one is in flight or cooling down after a
 *    failure.
 * 3. In the last moments of a token, and without one, callers wait for the fetch in flight.
 * 4. While cooling down they do not wait: a token that has not expired is used, otherwise they fail fast.
 * 5. Otherwise they wait for a new fetch.
 *
 * @param isFetching Whether a fetch is in flight.
 * @param now The clock's milliseconds.
 */
export function decideRefresh({ cached, lastFailure }: TokenState, isFetching: boolean, now: number): RefreshDecision {
  if (cached && now < cached.refreshAt) return 'use';
  const isCoolingDown = lastFailure !== undefined && now < lastFailure.nextTryAt;
  if (cached && now < cached.waitAt) return isFetching || isCoolingDown ? 'use' : 'use-and-refresh';
  if (isFetching) return 'wait';
  if (isCoolingDown && cached && now < cached.expiresAt) return 'use';
  return isCoolingDown && lastFailure.failFast ? 'fail' : 'wait';
}

/** Moments in the lifetime of a token, in the clock's milliseconds. */
export interface RefreshWindows {
  /** From here one caller starts a background refresh. No caller waits. */
  readonly refreshAt: number;
  /** From here callers wait for the refresh. */
  readonly waitAt: number;
  /** From here the token is never used. */
  readonly expiresAt: number;
}

/** A JWT granted at the end of a second expires this much before `expires_in` says. */
const JWT_GRANULARITY_MS = 1_000;
const MAX_LEAD_MS = 5 * 60_000;
const MAX_WAIT_WINDOW_MS = 30_000;

/**
 * Computes windows in proportion to the lifetime, so that a token of two seconds and one of a day both behave (T-3).
 *
 * 1. The background refresh leads the expiry by a tenth of the lifetime, twice the endpoint's last latency, or the second that
 *    the whole-second `exp` of a JWT may cut off, whichever is most; at most half the lifetime and at most 5 minutes.
 * 2. A random part of that is added, so that a fleet does not refresh at once; up to three quarters of the lifetime, so that a
 *    slow endpoint does not cause a refresh right after each grant.
 * 3. Callers wait in the last fiftieth of the lifetime, at most 30 seconds.
 *
 * @param random Drawn once per token, from 0 up to 1.
 */
export function computeWindows(sentAt: number, lifetimeMs: number, latencyMs: number, random: number): RefreshWindows {
  const expiresAt = sentAt + lifetimeMs;
  const base = Math.min(Math.max(lifetimeMs / 10, latencyMs * 2, JWT_GRANULARITY_MS), lifetimeMs / 2, MAX_LEAD_MS);
  const lead = Math.min(base * (1 + random), Math.max(base, lifetimeMs * 0.75));
  return { refreshAt: expiresAt - lead, waitAt: expiresAt - Math.min(lifetimeMs / 50, MAX_WAIT_WINDOW_MS), expiresAt };
}

/** The state after a grant. A token that has expired on arrival is given to its waiters only. */
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

/** The state after the API rejected a token. Only the token in use is dropped. */
export function withRejection(state: TokenState, value: string, now: number): TokenState {
  if (state.cached?.token.value !== value) return state;
  return {
    generation: state.generation + 1,
    rejections: [...getRecentRejections(state, now), { value, at: now }],
    newestRejectedSentAt: state.cached.token.acquiredAt.getTime(),
  };
}

/**
 * The state after a failed fetch. The next try is due after:
 *
 * 1. The endpoint's own `Retry-After`, or the lock-out guard's wait.
 * 2. While the old token is good: 0.5–1 s, doubled with each failure up to 2.5–5 min, at most half of the lifetime left.
 * 3. Otherwise 250–1 000 ms, so that callers succeed soon after the endpoint is back; 1–5 s after an invalid response.
 *
 * @param rotates Whether the secret may have changed by the next call.
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
  const lifetimeLeft = (state.cached?.expiresAt ?? now) - now;
  const cooldown = error.retryAfterMs ?? computeCooldown(error.code, failures, lifetimeLeft, random);
  const isAboutSecret = error.code === 'ERR_ASPOSE_CREDENTIALS' || error.code === 'ERR_ASPOSE_LOCKED_OUT';
  const lastFailure = { error, nextTryAt: now + cooldown, failures, failFast: !(isAboutSecret && rotates) };
  return { ...state, lastFailure };
}

const MAX_BACKOFF_MS = 5 * 60_000;

function computeCooldown(code: string, failures: number, lifetimeLeftMs: number, random: number): number {
  if (lifetimeLeftMs > 0) {
    const backoff = Math.min(1_000 * 2 ** (failures - 1), MAX_BACKOFF_MS) * (0.5 + random / 2);
    return Math.min(backoff, lifetimeLeftMs / 2);
  }
  return code === 'ERR_ASPOSE_TOKEN_RESPONSE' ? 1_000 + 4_000 * random : 250 + 750 * random;
}

/**
 * Whether a token that another process requested can be used: it was not rejected, nor requested before one that was; it is not
 * about to expire; and it expires later than the cached one.
 */
export function isNewer(state: TokenState, { value, sentAt, lifetimeMs, latencyMs }: TokenGrant, now: number): boolean {
  const { cached, newestRejectedSentAt = 0 } = state;
  if (sentAt <= newestRejectedSentAt || isRejected(state, value, now)) return false;
  if (now >= computeWindows(sentAt, lifetimeMs, latencyMs, 0).waitAt) return false;
  return cached === undefined || (cached.token.value !== value && sentAt + lifetimeMs > cached.expiresAt);
}

/** For how long a token that the API rejected is not accepted again from the endpoint. */
export const REJECTION_MEMORY_MS = 10_000;

/** True for a token that the API rejected recently. */
export function isRejected(state: TokenState, value: string, now: number): boolean {
  return getRecentRejections(state, now).some((rejection) => rejection.value === value);
}

const getRecentRejections = ({ rejections }: TokenState, now: number) =>
  rejections.filter(({ at }) => now - at < REJECTION_MEMORY_MS);
