import { AsposeAuthError } from '../errors.js';
import type { AccountSettings } from '../options/settings.js';
import type { BlockedUntil } from './lockout-policy.js';
import type { TokenResponse } from './token-response.js';

/** An answer that is no token. */
export type TokenErrorResponse = Exclude<TokenResponse, { kind: 'granted' }>;

const seconds = (ms: number) => `${Math.ceil(ms / 1_000)} s`;

/** The token endpoint without its query, which may hold a key. */
function addressOf({ tokenUrl }: AccountSettings): string {
  const { origin, pathname } = new URL(tokenUrl);
  return origin + pathname;
}

function refusedMessage(
  settings: AccountSettings,
  host: string,
  answer: TokenErrorResponse & { kind: 'rejected' },
): string {
  const said = answer.oauthError ?? `status ${answer.status}`;
  const source = settings.secret?.label ?? 'clientAuthentication';
  const hint = settings.hint ? ` Hint: ${settings.hint}.` : '';
  const about = ['invalid_client', 'unauthorized_client'].includes(answer.oauthError ?? 'invalid_client')
    ? `check the client id and ${source}; credentials of a new application can take hours to work`
    : 'check scope, resource and extraParameters';
  return `${host} refused the credentials (${said}): ${about}.${hint}`;
}

/**
 * The error that callers get for an answer that is no token: what happened, where, what to do.
 * Built from parts of the answer that cannot hold a secret.
 */
export function toTokenError(answer: TokenErrorResponse, settings: AccountSettings): AsposeAuthError {
  const host = new URL(settings.tokenUrl).host;
  const details = {
    account: settings.name,
    status: answer.status,
    oauthError: 'oauthError' in answer ? answer.oauthError : undefined,
  };
  switch (answer.kind) {
    case 'rejected':
      return new AsposeAuthError('ERR_ASPOSE_CREDENTIALS', refusedMessage(settings, host, answer), details);
    case 'rate-limited': {
      const { retryAfterMs } = answer;
      const text = `${host} has locked these credentials out (429) for ${seconds(retryAfterMs)}, as it does after five refused requests: check the client id and secret, or wait.`;
      return new AsposeAuthError('ERR_ASPOSE_LOCKED_OUT', text, { ...details, retryAfterMs });
    }
    case 'unavailable': {
      const text = `No token from ${host}: ${answer.reason}. Check tokenUrl (${addressOf(settings)}), the network and any proxy; the call may be tried again.`;
      return new AsposeAuthError('ERR_ASPOSE_UNAVAILABLE', text, { ...details, retryAfterMs: answer.retryAfterMs });
    }
    case 'invalid': {
      const text = `The answer of ${host} is not a usable token: ${answer.reason}. Check that tokenUrl (${addressOf(settings)}) is the token endpoint.`;
      return new AsposeAuthError('ERR_ASPOSE_TOKEN_RESPONSE', text, details);
    }
  }
}

const GUARDED = {
  rejected: ['ERR_ASPOSE_CREDENTIALS', 'has just refused these credentials'],
  'limit-reached': [
    'ERR_ASPOSE_LOCKED_OUT',
    'has refused these credentials four times in ten minutes, and a fifth would lock them out',
  ],
  'rate-limited': ['ERR_ASPOSE_LOCKED_OUT', 'has locked these credentials out (429)'],
  unavailable: ['ERR_ASPOSE_UNAVAILABLE', 'has asked for patience (503)'],
} as const;

/** What callers get while the guard forbids asking. */
export function createBlockedError(
  { at, because }: BlockedUntil,
  settings: AccountSettings,
  now: number,
): AsposeAuthError {
  const [code, why] = GUARDED[because];
  const retryAfterMs = Math.ceil(at - now);
  const about = settings.secret
    ? ' Check the client id and secret; another secret is tried at once.'
    : ' Check the client id and the clientAuthentication function.';
  const fix = because === 'unavailable' ? '' : about;
  const text = `No token was asked for: ${new URL(settings.tokenUrl).host} ${why}. Next try in ${seconds(retryAfterMs)}.${fix}`;
  return new AsposeAuthError(code, text, { account: settings.name, retryAfterMs });
}

/** Thrown where the endpoint hands out the token that the API has just refused; told apart so that nobody replays. */
export class SameTokenError extends AsposeAuthError {
  static about(settings: AccountSettings): SameTokenError {
    const host = new URL(settings.tokenUrl).host;
    const text = `${host} answered with the very token that the API has just refused, so there is no other to go on with. Check that the API at ${[...settings.allowedOrigins].join(', ')} accepts tokens of ${host}.`;
    return new SameTokenError('ERR_ASPOSE_TOKEN_RESPONSE', text, { account: settings.name });
  }
}

/**
 * A failure as one caller's own error: callers add to an error's stack, so none is shared.
 *
 * @param retryAfterMs The time that is left. Default: as the failure says.
 */
export function copyError(error: AsposeAuthError, retryAfterMs = error.retryAfterMs): AsposeAuthError {
  const { code, message, account, status, oauthError, cause } = error;
  const Kind = error instanceof SameTokenError ? SameTokenError : AsposeAuthError;
  return new Kind(code, message, {
    account,
    status,
    oauthError,
    retryAfterMs: retryAfterMs === undefined ? undefined : Math.max(0, Math.ceil(retryAfterMs)),
    cause,
  });
}

/** What a caller gets whose own signal, timeout or application ended its wait. */
export function createAbortedError(account: string, why: string): AsposeAuthError {
  return new AsposeAuthError('ERR_ASPOSE_ABORTED', `Stopped waiting for a token: ${why}.`, { account });
}

/** What is left of a failure that nobody foresaw, so that it is remembered and reported like any other. */
export function createUnexpectedError(account: string, cause: unknown): AsposeAuthError {
  const text =
    'The token request failed in a way that this package does not know. See the cause, and please report it.';
  return new AsposeAuthError('ERR_ASPOSE_UNAVAILABLE', text, { account, cause });
}
