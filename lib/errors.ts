/**
 * Why a call could not be authorised. New codes come with a major version only.
 *
 * - `ERR_ASPOSE_CONFIG`: the options or the environment are invalid. Nothing was sent.
 * - `ERR_ASPOSE_CREDENTIALS`: the token endpoint rejected the credentials.
 * - `ERR_ASPOSE_LOCKED_OUT`: the token endpoint (429), or this package's guard against its lock-out, allows no request for now.
 * - `ERR_ASPOSE_UNAVAILABLE`: network error, timeout or 5xx while requesting a token.
 * - `ERR_ASPOSE_TOKEN_RESPONSE`: the response of the token endpoint is not a usable token.
 * - `ERR_ASPOSE_ABORTED`: the wait was ended by the `signal` of `getToken()`, or the application was closed, or the account was forgotten.
 * - `ERR_ASPOSE_ACCOUNT`: there is no account of that name.
 */
export type AsposeAuthErrorCode =
  | 'ERR_ASPOSE_CONFIG'
  | 'ERR_ASPOSE_CREDENTIALS'
  | 'ERR_ASPOSE_LOCKED_OUT'
  | 'ERR_ASPOSE_UNAVAILABLE'
  | 'ERR_ASPOSE_TOKEN_RESPONSE'
  | 'ERR_ASPOSE_ABORTED'
  | 'ERR_ASPOSE_ACCOUNT';

/** Details of an {@link AsposeAuthError}. */
export interface AsposeAuthErrorDetails {
  /**
   * Name of the account.
   *
   * @default 'default'
   */
  account?: string;
  /** HTTP status of the token endpoint, if there was a response. */
  status?: number;
  /** The `error` member of the response (RFC 6749 §5.2), if there was one. */
  oauthError?: string;
  /** Milliseconds until the next try; before that, calls fail at once. `code` tells whether waiting helps. */
  retryAfterMs?: number;
  /** The underlying error, without secrets. */
  cause?: unknown;
}

/** Identifies errors of any copy of this package in the process. `instanceof` does not. */
const BRAND = Symbol.for('nestjs-aspose-auth.error');

/**
 * The error of this package. Its message says what happened, where, and what to do. It never contains a secret or a token, or a
 * part of one.
 *
 * @example
 * try {
 *   await tokens.getToken();
 * } catch (error) {
 *   if (AsposeAuthError.is(error) && error.retryAfterMs) console.warn(`retry in ${error.retryAfterMs} ms`);
 * }
 * @see docs/errors.md
 */
export class AsposeAuthError extends Error {
  /** Stable reason. Safe to use in a switch. */
  readonly code: AsposeAuthErrorCode;
  /** Name of the account. */
  readonly account: string;
  /** HTTP status of the token endpoint, if there was a response. */
  readonly status?: number;
  /** The `error` member of the response (RFC 6749 §5.2), if there was one. */
  readonly oauthError?: string;
  /** Milliseconds until the next try; before that, calls fail at once. `code` tells whether waiting helps. */
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

  /** True for errors of this package, including those of another copy of it in the same process. */
  static is(error: unknown): error is AsposeAuthError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
