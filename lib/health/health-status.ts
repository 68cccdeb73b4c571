import type { AsposeTokenState } from '../token/aspose-token.service.js';

/**
 * How an account is.
 *
 * - `'fresh'`: a token is held, and the last request for one went well.
 * - `'refresh-failing'`: a token is held and serves, while its renewal fails.
 * - `'degraded'`: the same in the token's last moments; calls fail soon.
 * - `'cold'`: no token is held, and nothing speaks against one: the next call asks for it.
 * - `'down'`: no token is held, and the last request for one failed; or `accountResolver` gives no account to ask for.
 * - `'anonymous'`: none is needed.
 */
export type AsposeAuthCondition = 'fresh' | 'refresh-failing' | 'degraded' | 'cold' | 'down' | 'anonymous';

/** What is shown of an account; nothing in it is secret. */
export interface AsposeAuthHealth {
  /** Name of the account. */
  readonly account: string;
  readonly token: AsposeAuthCondition;
  /** When the token ends, ISO 8601. */
  readonly expiresAt?: string;
  /** Milliseconds until then. */
  readonly remainingMs?: number;
  /** Code of the last failure. */
  readonly code?: string;
  readonly message?: string;
  /** Failures in a row. */
  readonly failures?: number;
  /** Milliseconds until the next request may leave. */
  readonly retryAfterMs?: number;
}

function toCondition({ status, lastError }: AsposeTokenState): AsposeAuthCondition {
  if (status === 'none') return lastError ? 'down' : 'cold';
  if (lastError === undefined) return 'fresh';
  return status === 'expiring' ? 'degraded' : 'refresh-failing';
}

/** The health of an account that has tokens, from what its service says of itself. */
export function toHealth(state: AsposeTokenState): AsposeAuthHealth {
  const { account, expiresAt, remainingMs, lastError } = state;
  const life = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString(), remainingMs };
  return { account, token: toCondition(state), ...life, ...lastError };
}
