import { AccessToken, readJwtClaims } from './access-token.js';
import type { Asked } from './token-endpoint.js';
import type { TokenResponse } from './token-response.js';

/** A token as it was granted. Times are the clock's milliseconds. */
export interface TokenGrant {
  readonly value: string;
  readonly sentAt: number;
  readonly latencyMs: number;
  /** 0 where the answer's `expires_in` is no life: for those who wait, not to be kept. */
  readonly lifetimeMs: number;
  /** True where another process asked for it. */
  readonly isShared?: boolean;
}

type Granted = Extract<TokenResponse, { kind: 'granted' }>;

/** A granting answer as a grant. */
export function toGrant({ token, expiresIn }: Granted, { sentAt, receivedAt }: Asked): TokenGrant {
  return { value: token, sentAt, latencyMs: receivedAt - sentAt, lifetimeMs: getLifetimeMs(expiresIn, token) };
}

/** A grant as the token that callers get. */
export function toAccessToken({ value, sentAt, lifetimeMs }: TokenGrant): AccessToken {
  return new AccessToken(value, sentAt, sentAt + lifetimeMs);
}

/** Assumed where neither the answer nor the token says how long it lives. */
const DEFAULT_LIFE_S = 3_600;
/** Longer lives are taken for a mistake. */
const LONGEST_LIFE_S = 365 * 24 * 3_600;

/** Life that the token claims for itself; compared with itself alone, since its clock is not ours. */
function lifeOfJwt(token: string): number | undefined {
  const { exp, nbf, iat } = readJwtClaims(token) ?? {};
  const from = nbf ?? iat;
  if (typeof exp !== 'number' || typeof from !== 'number') return undefined;
  return exp > from ? exp - from : undefined;
}

/**
 * How long a token lives, in milliseconds from the moment its request was sent (RFC 6749 §5.1).
 *
 * 1. `expires_in` is a number, or text that reads as one: that many seconds, at most a year.
 * 2. It is missing or null: the token's own `exp − nbf` or `exp − iat`, else an hour.
 * 3. It is zero, negative or no number: 0. Who waited for this token may use it; it is not kept.
 */
export function getLifetimeMs(expiresIn: unknown, token: string): number {
  if (expiresIn === undefined || expiresIn === null) {
    return Math.min(lifeOfJwt(token) ?? DEFAULT_LIFE_S, LONGEST_LIFE_S) * 1_000;
  }
  const isNumeric = typeof expiresIn === 'number' || typeof expiresIn === 'string';
  const seconds = isNumeric ? Number(expiresIn) : Number.NaN;
  return seconds > 0 ? Math.min(seconds, LONGEST_LIFE_S) * 1_000 : 0;
}
