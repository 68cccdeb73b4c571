import { createHash } from 'node:crypto';
import type { AsposeAuthError } from '../errors.js';
import type { AccessToken } from './access-token.js';
import type { BlockedUntil } from './lockout-policy.js';
import type { TokenGrant } from './token-grant.js';

/**
 * All that a token manager knows. It is replaced as a whole, by the functions below and nothing else. Times of tokens are in
 * milliseconds of `Clock.elapsed()`.
 */
export interface TokenState {
  /** Counts the tokens that were cached or dropped. Two reads of the same number saw the same token. */
  readonly generation: number;
  readonly cached?: CachedToken;
  readonly lastFailure?: LastFailure;
  /** Digests of the tokens that the API has rejected, and until when each is remembered, on the monotonic clock (T-11). */
  readonly rejected: ReadonlyMap<string, number>;
}

/** The token in use. */
export interface CachedToken extends RefreshWindows {
  readonly token: AccessToken;
}

/** The failure of the last fetch, kept until a fetch succeeds. */
export interface LastFailure {
  readonly error: AsposeAuthError;
  /**
   * No fetch starts before this time, neither in the background nor for a caller. In milliseconds of `Clock.elapsed()`, so that a
   * pause behind a good token does not outlive it if the machine is suspended.
   */
  readonly nextTryAt: number;
  /** Failures in a row. */
  readonly failures: number;
}

/** Why no fetch may start, and for how long. */
export interface Cooldown {
  /** The block of the credential pair. Default: the last failure is the reason. */
  readonly blocked: BlockedUntil | undefined;
  readonly waitMs: number;
}

export const INITIAL_STATE: TokenState = { generation: 0, rejected: new Map() };

/** What a caller gets at this moment. */
export type RefreshDecision = 'use' | 'use-and-refresh' | 'wait' | 'fail';

/**
 * Decides what a caller gets (T-3). The rules, in order:
 *
 * 1. A token before its refresh window is used.
 * 2. In the refresh window it is used, too. The first caller starts a refresh, unless one is in flight or cooling down after a
 *    failure.
 * 3. In the last moments of a token, and without one, callers wait for the fetch in flight.
 * 4. While cooling down they do not wait: a token that has not expired is used, otherwise they fail fast.
 * 5. Otherwise they wait for a new fetch.
 *
 * @param isFetching Whether a fetch is in flight.
 * @param isCoolingDown Whether no fetch may start.
 * @param now Milliseconds of `Clock.elapsed()`.
 */
export function decideRefresh(
  cached: RefreshWindows | undefined,
  isFetching: boolean,
  isCoolingDown: boolean,
  now: number,
): RefreshDecision {
  if (cached && now < cached.refreshAt) return 'use';
  if (cached && now < cached.waitAt) return isFetching || isCoolingDown ? 'use' : 'use-and-refresh';
  if (isFetching || !isCoolingDown) return 'wait';
  return cached && now < cached.expiresAt ? 'use' : 'fail';
}

/** Moments in the lifetime of a token, in milliseconds of `Clock.elapsed()`. */
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

/** True if a token has expired on arrival, or has no lifetime: it is given to the callers that waited, and not cached. */
export const isExpired = ({ sentAt, lifetimeMs }: TokenGrant, now: number): boolean => sentAt + lifetimeMs <= now;

/** The state after a grant. */
export function withGrant(
  state: TokenState,
  grant: TokenGrant,
  token: AccessToken,
  now: number,
  random: number,
): TokenState {
  const { generation, rejected } = state;
  if (isExpired(grant, now)) return { ...state, lastFailure: undefined };
  const windows = computeWindows(grant.sentAt, grant.lifetimeMs, grant.latencyMs, random);
  return { generation: generation + 1, cached: { token, ...windows }, rejected };
}

/** Two clocks that are wrong by 1 % each, with a margin: a store with a slow clock offers a token beyond its lifetime. */
const DRIFT = 1.05;

/** The state after the API rejected a token. Only the token in use is dropped. */
export function withRejection(state: TokenState, value: string, now: number, monotonicNow = now): TokenState {
  const { cached } = state;
  if (cached?.token.value !== value) return state;
  const { acquiredAt, expiresAt } = cached.token;
  // A wall clock that was set ahead makes the token look older than it is, so the whole lifetime counts.
  const lifetimeMs = Math.max(cached.expiresAt - now, expiresAt.getTime() - acquiredAt.getTime()) * DRIFT;
  const remembered = [...state.rejected].filter(([, until]) => until > monotonicNow);
  const rejected = new Map([...remembered, [digest(value), monotonicNow + lifetimeMs]]);
  return { generation: state.generation + 1, rejected };
}

/**
 * The state after a failed fetch. The next one may start after (T-4, T-7):
 *
 * 1. While the old token is good: 0.5–1 s, doubled with each failure up to 2.5–5 min, at most half of the lifetime left, at least
 *    250 ms.
 * 2. Otherwise 250–1 000 ms, so that callers succeed soon after the endpoint is back, or the secret was rotated; 1–5 s after an
 *    invalid response.
 *
 * What the endpoint itself said of the credential pair is in the lock-out guard, and not here.
 *
 * @param lifetimeLeftMs Of the cached token; 0 or less if there is none.
 * @param now Milliseconds of `Clock.elapsed()`.
 */
export function withFailure(
  state: TokenState,
  error: AsposeAuthError,
  lifetimeLeftMs: number,
  now: number,
  random: number,
): TokenState {
  if (error.code === 'ERR_ASPOSE_ABORTED') return state;
  const failures = (state.lastFailure?.failures ?? 0) + 1;
  const nextTryAt = now + computeCooldown(error.code, failures, lifetimeLeftMs, random);
  return { ...state, lastFailure: { error, nextTryAt, failures } };
}

const MAX_BACKOFF_MS = 5 * 60_000;
const MIN_COOLDOWN_MS = 250;

function computeCooldown(code: string, failures: number, lifetimeLeftMs: number, random: number): number {
  if (lifetimeLeftMs > 0) {
    const backoff = Math.min(1_000 * 2 ** (failures - 1), MAX_BACKOFF_MS) * (0.5 + random / 2);
    return Math.max(Math.min(backoff, lifetimeLeftMs / 2), MIN_COOLDOWN_MS);
  }
  return code === 'ERR_ASPOSE_TOKEN_RESPONSE' ? 1_000 + 4_000 * random : MIN_COOLDOWN_MS + 750 * random;
}

/**
 * Whether a token that another process requested can be used: the API has not rejected it, callers need not wait for its successor
 * yet, and will have to wait later than with the cached one.
 */
export function isNewer(state: TokenState, grant: TokenGrant, now: number, monotonicNow = now): boolean {
  const { cached } = state;
  const { value, sentAt, lifetimeMs, latencyMs } = grant;
  const { waitAt } = computeWindows(sentAt, lifetimeMs, latencyMs, 0);
  if (isRejected(state, value, monotonicNow) || now >= waitAt) return false;
  return cached === undefined || (cached.token.value !== value && waitAt > cached.waitAt);
}

/** True for a token that the API has rejected, until it expires by itself (T-11). */
export function isRejected({ rejected }: TokenState, value: string, monotonicNow: number): boolean {
  return rejected.size > 0 && (rejected.get(digest(value)) ?? monotonicNow) > monotonicNow;
}

/** Rejected tokens are remembered without keeping them. */
const digest = (value: string): string => createHash('sha256').update(value).digest('base64url');
