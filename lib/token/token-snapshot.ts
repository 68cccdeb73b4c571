import type { AsposeAuthErrorCode } from '../errors.js';
import type { TokenCycle } from './token-cycle.js';

/** An account's token state without secrets, as of one moment. Times are milliseconds since 1970. */
export interface AsposeTokenState {
  /** Name of the account. */
  readonly account: string;
  /**
   * - `'none'`: no token is held.
   * - `'fresh'`: a token is held and used.
   * - `'refreshing'`: one is held and used, and it is time for the next.
   * - `'expiring'`: one is held in its last moments; callers wait for the next.
   */
  readonly status: 'none' | 'fresh' | 'refreshing' | 'expiring';
  /** True while a token request is under way. */
  readonly requesting: boolean;
  /** Requests sent to the token endpoint since the start. */
  readonly tokenRequests: number;
  /** When the request of the token was sent. */
  readonly acquiredAt?: number;
  /** When the refresh in the background is due. */
  readonly refreshAt?: number;
  /** When callers begin to wait. */
  readonly waitAt?: number;
  /** When the token ends. */
  readonly expiresAt?: number;
  /** Milliseconds until then. */
  readonly remainingMs?: number;
  /** The last failure; absent once a token has arrived. */
  readonly lastError?: {
    readonly code: AsposeAuthErrorCode;
    readonly message: string;
    /** Failures in a row. */
    readonly failures: number;
    /** Milliseconds until the next try. */
    readonly retryAfterMs: number;
  };
}

/** The snapshot of a cycle. */
export function snapshotOf(cycle: TokenCycle): AsposeTokenState {
  const { held, setback } = cycle.state;
  const now = cycle.now();
  const common = { account: cycle.settings.name, requesting: cycle.isFlying, tokenRequests: cycle.requests };
  const lastError = setback && {
    code: setback.error.code,
    message: setback.error.message,
    failures: setback.failures,
    retryAfterMs: Math.max(0, Math.ceil(setback.nextTryAt - now)),
  };
  const trouble = lastError ? { lastError } : {};
  if (held === undefined || now >= held.endsAt) return { ...common, status: 'none', ...trouble };
  const { refreshAt, waitAt, endsAt, token } = held;
  const status = now < refreshAt ? 'fresh' : now < waitAt ? 'refreshing' : 'expiring';
  const times = {
    acquiredAt: token.acquiredAt.getTime(),
    refreshAt: Math.round(refreshAt),
    waitAt: Math.round(waitAt),
    expiresAt: token.expiresAt.getTime(),
    remainingMs: Math.round(endsAt - now),
  };
  return { ...common, status, ...times, ...trouble };
}
