import { AsposeAuthError, type AsposeAuthErrorCode } from '../errors.js';
import type { AccountSettings } from '../options/settings.js';
import type { BlockedUntil } from './lockout-policy.js';
import type { TokenErrorResponse } from './token-response.js';

/** Converts an error response to the error that callers get. Uses only parts of the response that cannot hold a secret. */
export function toTokenError(response: TokenErrorResponse, settings: AccountSettings): AsposeAuthError {
  const { host, origin, pathname } = new URL(settings.tokenUrl);
  const address = origin + pathname; // the query may hold a key
  const details = {
    account: settings.name,
    status: response.status,
    oauthError: response.kind === 'rejected' ? response.oauthError : undefined,
  };
  switch (response.kind) {
    case 'rejected':
      return new AsposeAuthError('ERR_ASPOSE_CREDENTIALS', describeRejection(response, settings, host), details);
    case 'rate-limited': {
      const { retryAfterMs } = response;
      const text = `${host} has locked out these credentials (429), as it does for ten minutes after five rejected requests. Check the client id and secret, or wait.`;
      return new AsposeAuthError('ERR_ASPOSE_LOCKED_OUT', text, { ...details, retryAfterMs });
    }
    case 'unavailable': {
      const text = `No token from ${host}: ${response.reason}. Check tokenUrl (${address}), the network and any proxy; the call may be tried again.`;
      return new AsposeAuthError('ERR_ASPOSE_UNAVAILABLE', text, { ...details, retryAfterMs: response.retryAfterMs });
    }
    case 'invalid': {
      const text = `The response of ${host} is not a usable token: ${response.reason}. Check that tokenUrl (${address}) is the token endpoint.`;
      return new AsposeAuthError('ERR_ASPOSE_TOKEN_RESPONSE', text, details);
    }
  }
}

function describeRejection(
  { oauthError, status, concerns }: TokenErrorResponse & { kind: 'rejected' },
  { secret, hint, name }: AccountSettings,
  host: string,
): string {
  if (concerns === 'account') {
    return `${host} rejected the request (${oauthError ?? `status ${status}`}). Check scope, resource and extraParameters of account "${name}".`;
  }
  const fix = `Check the client id and ${secret?.label ?? 'clientAuthentication'}; the credentials of a new application can take hours to work.`;
  return `${host} rejected the credentials (${oauthError ?? `status ${status}`}). ${fix}${hint ? ` Hint: ${hint}.` : ''}`;
}

const BLOCK_REASONS = {
  rejected: ['ERR_ASPOSE_CREDENTIALS', 'has rejected these credentials'],
  'limit-reached': [
    'ERR_ASPOSE_LOCKED_OUT',
    'has rejected several requests with these credentials in the last ten minutes, and locks them out after five',
  ],
  'rate-limited': ['ERR_ASPOSE_LOCKED_OUT', 'has locked out these credentials (429)'],
  unavailable: ['ERR_ASPOSE_UNAVAILABLE', 'sent Retry-After'],
} as const;

/** The code of the error that callers get while the lock-out guard blocks the credential pair. */
export const getBlockedCode = ({ because }: BlockedUntil): AsposeAuthErrorCode => BLOCK_REASONS[because][0];

/** The error that callers get while the lock-out guard blocks the credential pair. The wait is in `retryAfterMs` only. */
export function createBlockedError(blocked: BlockedUntil, settings: AccountSettings, waitMs: number): AsposeAuthError {
  const { because, concerns } = blocked;
  const [code, reason] = BLOCK_REASONS[because];
  const what = because === 'rejected' && concerns === 'account' ? 'has rejected this request' : reason;
  const text = `No token was requested: ${new URL(settings.tokenUrl).host} ${what}.${describeFix(blocked, settings)}`;
  return new AsposeAuthError(code, text, { account: settings.name, retryAfterMs: Math.ceil(waitMs) });
}

function describeFix({ because, concerns }: BlockedUntil, { secret, name }: AccountSettings): string {
  if (because === 'unavailable') return '';
  if (concerns === 'account') return ` Check scope, resource and extraParameters of account "${name}".`;
  if (secret)
    return ' Check the client id and secret. A different secret from a function or a file is tried within about a second.';
  return ' Check the client id and the clientAuthentication function.';
}

/** The endpoint granted the token that the API has just rejected. A class of its own, so that the request is not replayed. */
export class SameTokenError extends AsposeAuthError {
  static create({ name, tokenUrl, allowedOrigins }: AccountSettings): SameTokenError {
    const { host } = new URL(tokenUrl);
    const text = `${host} granted the same token that the API has just rejected, so the request cannot be replayed. Check that the API at ${[...allowedOrigins].join(', ')} accepts tokens of ${host}.`;
    return new SameTokenError('ERR_ASPOSE_TOKEN_RESPONSE', text, { account: name });
  }
}

/**
 * Copies an error for one caller. Callers extend an error's stack, so they must not share one.
 *
 * @param retryAfterMs The time that is left. Default: as in the error.
 */
export function copyError(error: AsposeAuthError, retryAfterMs = error.retryAfterMs): AsposeAuthError {
  const { code, message, account, status, oauthError, cause } = error;
  const ErrorClass = error instanceof SameTokenError ? SameTokenError : AsposeAuthError;
  return new ErrorClass(code, message, {
    account,
    status,
    oauthError,
    retryAfterMs: retryAfterMs === undefined ? undefined : Math.max(0, Math.ceil(retryAfterMs)),
    cause,
  });
}

/**
 * The error that a caller gets whose wait was ended by its own signal, or by the application.
 *
 * @param why Completes the sentence "Stopped waiting for a token: …".
 */
export function createAbortedError(account: string, why: string): AsposeAuthError {
  return new AsposeAuthError('ERR_ASPOSE_ABORTED', `Stopped waiting for a token: ${why}.`, { account });
}

/** The error of a secret function or file that does not answer. */
export function createSecretTimeoutError({ name, secret, tokenDeadlineMs }: AccountSettings): AsposeAuthError {
  const text = `The client secret could not be read: ${secret?.label} did not answer within ${tokenDeadlineMs} ms (tokenDeadlineMs). Check that function or file; no token was requested.`;
  return new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: name });
}

/** Wraps a failure that this package does not expect, so that it is remembered and reported like any other. */
export function createUnexpectedError(account: string, cause: unknown): AsposeAuthError {
  const text = 'The token request failed unexpectedly. See the cause, and please report it as a bug.';
  return new AsposeAuthError('ERR_ASPOSE_UNAVAILABLE', text, { account, cause });
}
