import type { Clock } from '../util/clock.js';
import { AccessToken, readJwtClaims } from './access-token.js';

/** A token as the endpoint granted it. `sentAt` is in milliseconds of `Clock.elapsed()`. */
export interface TokenGrant {
  readonly value: string;
  readonly sentAt: number;
  readonly latencyMs: number;
  /** 0 if `expires_in` is not a lifetime: the callers that waited may use the token, but it is not cached. */
  readonly lifetimeMs: number;
  /** True if another process requested the token. */
  readonly isShared?: boolean;
}

/** Converts a grant to the token that callers get, with times of the wall clock. */
export function toAccessToken({ value, sentAt, lifetimeMs }: TokenGrant, clock: Clock): AccessToken {
  const acquiredAt = clock.now() - (clock.elapsed() - sentAt);
  return new AccessToken(value, acquiredAt, acquiredAt + lifetimeMs);
}

/** Used if neither the response nor the token states a lifetime. */
const DEFAULT_LIFETIME_S = 3_600;
/** A longer lifetime is taken for a mistake. */
const MAX_LIFETIME_S = 365 * 24 * 3_600;

/**
 * The lifetime of a token in milliseconds, counted from the moment its request was sent (RFC 6749 §5.1).
 *
 * 1. `expires_in` is a number or a numeric string: that many seconds, at most a year.
 * 2. `expires_in` is missing or null: `exp − iat` or `exp − nbf` of the token itself if that is at most a year, otherwise one hour.
 * 3. `expires_in` is zero, negative or not a number: 0. The callers that waited may use the token, but it is not cached.
 */
export function getLifetimeMs(expiresIn: unknown, token: string): number {
  if (expiresIn === undefined || expiresIn === null) {
    return (readJwtLifetime(token) ?? DEFAULT_LIFETIME_S) * 1_000;
  }
  const isNumeric = typeof expiresIn === 'number' || typeof expiresIn === 'string';
  const seconds = isNumeric ? Number(expiresIn) : Number.NaN;
  return seconds > 0 ? Math.min(seconds, MAX_LIFETIME_S) * 1_000 : 0;
}

/** Seconds. The claims are compared with each other only, because the issuer's clock is not ours. */
function readJwtLifetime(token: string): number | undefined {
  const { exp, nbf, iat } = readJwtClaims(token) ?? {};
  const from = iat ?? nbf;
  if (typeof exp !== 'number' || typeof from !== 'number') return undefined;
  const lifetime = exp - from;
  return lifetime > 0 && lifetime <= MAX_LIFETIME_S ? lifetime : undefined; // an `nbf` of 0 only says that there is no start
}
