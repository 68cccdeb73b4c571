/**
 * Why a call could not be authorised. The set is closed; new codes come with a major version.
 *
 * - `ERR_ASPOSE_CONFIG`: options or environment are unusable; nothing was sent.
 * - `ERR_ASPOSE_CREDENTIALS`: the token endpoint refused the credentials.
 * - `ERR_ASPOSE_LOCKED_OUT`: the token endpoint (429), or our guard against its lock-out, forbids asking for now.
 * - `ERR_ASPOSE_UNAVAILABLE`: network, timeout or 5xx on the way to a token.
 * - `ERR_ASPOSE_TOKEN_RESPONSE`: the token endpoint answered with something that is not a usable token.
 * - `ERR_ASPOSE_ABORTED`: the caller's own signal or timeout ended its wait, the application closed, or the account was forgotten meanwhile.
 * - `ERR_ASPOSE_ACCOUNT`: no account of that name.
 */
export type AsposeAuthErrorCode =
  | 'ERR_ASPOSE_CONFIG'
  | 'ERR_ASPOSE_CREDENTIALS'
  | 'ERR_ASPOSE_LOCKED_OUT'
  | 'ERR_ASPOSE_UNAVAILABLE'
  | 'ERR_ASPOSE_TOKEN_RESPONSE'
  | 'ERR_ASPOSE_ABORTED'
  | 'ERR_ASPOSE_ACCOUNT';

/** What an {@link AsposeAuthError} carries besides its message. */
export interface AsposeAuthErrorDetails {
  /** Name of the account concerned. Default `'default'`. */
  account?: string;
  /** HTTP status of the token endpoint, where there was an answer. */
  status?: number;
  /** The `error` member of the answer (RFC 6749 §5.2), where there was one. */
  oauthError?: string;
  /** Milliseconds until asking again makes sense; absent when only a change of configuration helps. */
  retryAfterMs?: number;
  /** The error beneath, already free of secrets. */
  cause?: unknown;
}

/** Survives two copies of this package in one process, where `instanceof` does not. */
const BRAND = Symbol.for('nestjs-aspose-auth.error');

/**
 * The one error of this package. Its message says what happened, where, and what to do; no part of a secret or a token
 * is ever in it.
 *
 * @example
 * try { … } catch (error) { if (AsposeAuthError.is(error) && error.retryAfterMs) … }
 */
export class AsposeAuthError extends Error {
  /** Stable reason, safe to switch on. */
  readonly code: AsposeAuthErrorCode;
  /** Name of the account concerned. */
  readonly account: string;
  /** HTTP status of the token endpoint, where there was an answer. */
  readonly status?: number;
  /** The `error` member of the answer (RFC 6749 §5.2), where there was one. */
  readonly oauthError?: string;
  /** Milliseconds until asking again makes sense; absent when only a change of configuration helps. */
  readonly retryAfterMs?: number;

  constructor(code: AsposeAuthErrorCode, message: string, details: AsposeAuthErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AsposeAuthError';
    this.code = code;
    this.account = details.account ?? 'default';
    if (details.status !== undefined) this.status = details.status;
    if (details.oauthError !== undefined) this.oauthError = details.oauthError;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** True for an error of this package, also of another copy of it in the same process. */
  static is(error: unknown): error is AsposeAuthError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
