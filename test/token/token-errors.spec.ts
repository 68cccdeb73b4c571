import { describe, expect, it } from '@jest/globals';
import { AsposeAuthError } from '../../lib/errors.js';
import type { BlockedUntil } from '../../lib/token/lockout-policy.js';
import {
  copyError,
  createAbortedError,
  createBlockedError,
  createSecretTimeoutError,
  createUnexpectedError,
  getBlockedCode,
  SameTokenError,
  toTokenError,
} from '../../lib/token/token-errors.js';
import type { TokenErrorResponse } from '../../lib/token/token-response.js';
import { settingsWith } from '../support/settings.js';

const settings = settingsWith({ tokenUrl: 'https://id.example/connect/token?key=hidden', clientSecret: 'x' });
const place = 'https://id.example/connect/token';

/** answer, code, what else the error carries, message */
const answers: [TokenErrorResponse, string, object, string][] = [
  [
    { kind: 'rejected', status: 400, concerns: 'credentials', oauthError: 'invalid_client' },
    'ERR_ASPOSE_CREDENTIALS',
    { status: 400, oauthError: 'invalid_client' },
    'id.example rejected the credentials (invalid_client). Check the client id and clientSecret; the credentials of a new application can take hours to work.',
  ],
  [
    { kind: 'rejected', status: 401, concerns: 'credentials' },
    'ERR_ASPOSE_CREDENTIALS',
    { status: 401, oauthError: undefined },
    'id.example rejected the credentials (status 401). Check the client id and clientSecret; the credentials of a new application can take hours to work.',
  ],
  [
    { kind: 'rejected', status: 400, concerns: 'account', oauthError: 'invalid_scope' },
    'ERR_ASPOSE_CREDENTIALS',
    { status: 400, oauthError: 'invalid_scope' },
    'id.example rejected the request (invalid_scope). Check scope, resource and extraParameters of account "default".',
  ],
  [
    { kind: 'rejected', status: 403, concerns: 'account' },
    'ERR_ASPOSE_CREDENTIALS',
    { status: 403, oauthError: undefined },
    'id.example rejected the request (status 403). Check scope, resource and extraParameters of account "default".',
  ],
  [
    { kind: 'rate-limited', status: 429, retryAfterMs: 599_001 },
    'ERR_ASPOSE_LOCKED_OUT',
    { status: 429, retryAfterMs: 599_001 },
    'id.example has locked out these credentials (429), as it does for ten minutes after five rejected requests. Check the client id and secret, or wait.',
  ],
  [
    { kind: 'unavailable', reason: 'why' },
    'ERR_ASPOSE_UNAVAILABLE',
    { status: undefined, retryAfterMs: undefined },
    `No token from id.example: why. Check tokenUrl (${place}), the network and any proxy; the call may be tried again.`,
  ],
  [
    { kind: 'unavailable', status: 503, reason: 'answered 503', retryAfterMs: 5 },
    'ERR_ASPOSE_UNAVAILABLE',
    { status: 503, retryAfterMs: 5 },
    `No token from id.example: answered 503. Check tokenUrl (${place}), the network and any proxy; the call may be tried again.`,
  ],
  [
    { kind: 'invalid', status: 200, reason: 'why' },
    'ERR_ASPOSE_TOKEN_RESPONSE',
    { status: 200 },
    `The response of id.example is not a usable token: why. Check that tokenUrl (${place}) is the token endpoint.`,
  ],
];

describe('the error for an answer that is no token', () => {
  it.each(answers)('%j', (answer, code, details, message) => {
    const error = toTokenError(answer, settings);
    const said = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
    expect(error).toMatchObject({ code, account: 'default', message, ...said });
    for (const [name, value] of Object.entries(details))
      if (value === undefined) expect(error).not.toHaveProperty(name);
  });

  it('names clientAuthentication where there is no secret, and the hint where there is one', () => {
    const answer: TokenErrorResponse = {
      kind: 'rejected',
      status: 400,
      concerns: 'credentials',
      oauthError: 'unauthorized_client',
    };
    const proving = settingsWith({ clientSecret: '', clientAuthentication: () => undefined });
    expect(toTokenError(answer, proving).message).toContain('Check the client id and clientAuthentication; ');
    const swapped = settingsWith({ clientId: 'f00', clientSecret: 'a1b2c3d4-0000-4000-8000-000000000000' });
    expect(toTokenError(answer, swapped).message).toMatch(/hours to work\. Hint: the client id .* may be swapped\.$/);
  });
});

/** obstacle, code, message */
const obstacles: [BlockedUntil['because'], string, string][] = [
  ['rejected', 'ERR_ASPOSE_CREDENTIALS', 'has rejected these credentials'],
  [
    'limit-reached',
    'ERR_ASPOSE_LOCKED_OUT',
    'has rejected several requests with these credentials in the last ten minutes, and locks them out after five',
  ],
  ['rate-limited', 'ERR_ASPOSE_LOCKED_OUT', 'has locked out these credentials (429)'],
  ['unavailable', 'ERR_ASPOSE_UNAVAILABLE', 'sent Retry-After'],
];

describe('T-6 the error while the guard blocks the pair', () => {
  it.each<[BlockedUntil['because'], string, string]>([
    ['rejected', 'ERR_ASPOSE_CREDENTIALS', 'has rejected this request'],
    [
      'limit-reached',
      'ERR_ASPOSE_LOCKED_OUT',
      'has rejected several requests with these credentials in the last ten minutes, and locks them out after five',
    ],
  ])('after a rejected scope (%s) names the scope, and not the secret', (because, code, why) => {
    const error = createBlockedError({ at: 5, because, concerns: 'account' }, { ...settings, name: 'reports' }, 0);
    const fix = 'Check scope, resource and extraParameters of account "reports".';
    expect(error).toMatchObject({ code, message: `No token was requested: id.example ${why}. ${fix}` });
  });

  it.each(obstacles)('%s', (because, code, why) => {
    const error = createBlockedError({ at: 61_500.2, because }, settings, 60_500.2);
    const fix =
      because === 'unavailable'
        ? ''
        : ' Check the client id and secret. A different secret from a function or a file is tried within about a second.';
    const message = `No token was requested: id.example ${why}.${fix}`; // the wait is in retryAfterMs only
    expect(error).toMatchObject({ code, message, account: 'default', retryAfterMs: 60_501 });
    expect(getBlockedCode({ at: 61_500.2, because })).toBe(code);
  });

  it('speaks of no secret where there is none', () => {
    const proving = settingsWith({ clientSecret: '', clientAuthentication: () => undefined });
    const { message } = createBlockedError({ at: 1_000, because: 'limit-reached' }, proving, 0);
    expect(message).toMatch(/Check the client id and the clientAuthentication function\.$/);
  });
});

describe('a caller’s own copy of a failure', () => {
  it('says the same, with the time that is left', () => {
    const cause = new Error('beneath');
    const details = { account: 'a', status: 400, oauthError: 'x', retryAfterMs: 5, cause };
    const error = new AsposeAuthError('ERR_ASPOSE_CREDENTIALS', 'why', details);
    expect(copyError(error)).toMatchObject({ code: error.code, message: 'why', ...details });
    expect(copyError(error, 1.2)).toMatchObject({ retryAfterMs: 2 });
    expect(copyError(error, -1)).toMatchObject({ retryAfterMs: 0 });
    expect(copyError(error)).not.toBe(error);
    expect(copyError(error)).not.toBeInstanceOf(SameTokenError);
    expect(copyError(createAbortedError('a', 'x'))).not.toHaveProperty('retryAfterMs');
  });

  it('T-11 is still told apart where the endpoint insisted on a refused token', () => {
    const places = settingsWith({ allowedOrigins: ['https://a.example', 'https://b.example'] });
    const error = SameTokenError.create({ ...places, name: 'reports' });
    expect(copyError(error)).toBeInstanceOf(SameTokenError);
    expect(error).toMatchObject({
      code: 'ERR_ASPOSE_TOKEN_RESPONSE',
      account: 'reports',
      message:
        'api.aspose.cloud granted the same token that the API has just rejected, so the request cannot be replayed. Check that the API at https://api.aspose.cloud, https://a.example, https://b.example accepts tokens of api.aspose.cloud.',
    });
  });
});

describe('the other errors', () => {
  it('say why the wait ended, and what nobody foresaw', () => {
    const cause = new TypeError('x');
    const aborted = { code: 'ERR_ASPOSE_ABORTED', account: 'a', message: 'Stopped waiting for a token: why.' };
    expect(createAbortedError('a', 'why')).toMatchObject(aborted);
    expect(createUnexpectedError('a', cause)).toMatchObject({
      code: 'ERR_ASPOSE_UNAVAILABLE',
      account: 'a',
      cause,
      message: 'The token request failed unexpectedly. See the cause, and please report it as a bug.',
    });
  });

  it('T-12 name a secret that does not come, and the option that ended the wait', () => {
    const slow = { ...settingsWith({ clientSecret: () => 'x', tokenDeadlineMs: 5_000 }), name: 'reports' };
    expect(createSecretTimeoutError(slow)).toMatchObject({
      code: 'ERR_ASPOSE_CONFIG',
      account: 'reports',
      message:
        'The client secret could not be read: clientSecret did not answer within 5000 ms (tokenDeadlineMs). Check that function or file; no token was requested.',
    });
  });
});
