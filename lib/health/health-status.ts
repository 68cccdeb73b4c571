import type { AsposeTokenState } from '../token/aspose-token.service.js';

/**
 * Condition of an account's tokens.
 *
 * - `'fresh'`: there is a usable token, and the last token request succeeded.
 * - `'refresh-failing'`: the current token is still usable, but requests for the next one fail.
 * - `'degraded'`: the same, and the token is about to expire: calls will fail soon.
 * - `'cold'`: there is no token and no failure: the next call requests one.
 * - `'down'`: there is no usable token, and the last token request failed; or `accountResolver` provides no account.
 * - `'anonymous'`: the account needs no token.
 */
export type AsposeAuthCondition = 'fresh' | 'refresh-failing' | 'degraded' | 'cold' | 'down' | 'anonymous';

/** Details of a health check. They contain no secret and no token. */
export interface AsposeAuthHealth {
  /** Name of the account. */
  readonly account: string;
  readonly token: AsposeAuthCondition;
  /** When the token expires, as an ISO 8601 date. */
  readonly expiresAt?: string;
  /** Milliseconds until the token expires. */
  readonly remainingMs?: number;
  /** Code of the last failure. */
  readonly code?: string;
  /** Message of the last failure. */
  readonly message?: string;
  /** Number of consecutive failures. */
  readonly failures?: number;
  /** Milliseconds until the next token request may be sent. */
  readonly retryAfterMs?: number;
}

/** Converts the state of a token service to what a health check shows. */
export function toHealth(state: AsposeTokenState): AsposeAuthHealth {
  const { account, expiresAt, remainingMs, lastError } = state;
  const lifetime = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString(), remainingMs };
  return { account, token: toCondition(state), ...lifetime, ...lastError };
}

function toCondition({ status, lastError }: AsposeTokenState): AsposeAuthCondition {
  if (status === 'none') return lastError ? 'down' : 'cold';
  if (lastError === undefined) return 'fresh';
  return status === 'expiring' ? 'degraded' : 'refresh-failing';
}
