import { describe, expect, it } from '@jest/globals';
import {
  addJitter,
  parseRetryAfterMs,
  parseTokenResponse,
  type TokenHttpResponse,
} from '../../lib/token/token-response.js';

const now = Date.parse('2026-11-24T08:00:00Z');
const good = { access_token: 'a.b-c_d~e+f/g==', token_type: 'Bearer', expires_in: 3600 };
const reply = (status: number, body: unknown, headers: TokenHttpResponse['headers'] = {}): TokenHttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const read = (...args: Parameters<typeof reply>) =>
  parseTokenResponse(reply(...args), { sentAt: 70.5, receivedAt: 100.5 });

describe('T-10 RFC 6749 §5.1 a successful answer', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('is a token for token_type %s', (token_type) => {
    const grant = { value: good.access_token, sentAt: 70.5, latencyMs: 30, lifetimeMs: 3_600_000 };
    expect(read(200, { ...good, token_type })).toEqual({ kind: 'granted', grant });
  });

  it('T5 ignores a refresh_token and unknown members', () => {
    expect(read(200, { ...good, refresh_token: 'r', anything: [1] })).toMatchObject({ kind: 'granted' });
  });

  it.each(['application/json; charset=UTF-8', 'application/vnd.aspose+json', undefined])('is read from %s', (type) => {
    expect(read(200, good, { 'content-type': type })).toMatchObject({ kind: 'granted' });
  });

  const noObject = 'its body is not a JSON object';
  const noToken = 'it holds no access_token';
  const badToken = 'its access_token has characters that no token may have';
  it.each([
    ['no JSON', '<html></html>', {}, noObject],
    ['nothing', '', {}, noObject],
    ['an array', [good], {}, noObject],
    ['null', 'null', {}, noObject],
    ['a number', '7', {}, noObject],
    ['text/html', good, { 'content-type': 'text/html' }, noObject],
    ['application/jsonp', good, { 'content-type': 'application/jsonp' }, noObject],
    ['x-application/json', good, { 'content-type': 'x-application/json' }, noObject],
    ['no access_token', { ...good, access_token: undefined }, {}, noToken],
    ['an empty access_token', { ...good, access_token: '' }, {}, noToken],
    ['a numeric access_token', { ...good, access_token: 1 }, {}, noToken],
    ['T12 a line break in the token', { ...good, access_token: 'a\r\nX-Evil: 1' }, {}, badToken],
    ['T12 a space in the token', { ...good, access_token: 'a b' }, {}, badToken],
    ['T12 a space before the token', { ...good, access_token: ' a' }, {}, badToken],
    ['T12 a character beyond ASCII in the token', { ...good, access_token: 'tök' }, {}, badToken],
    ['T12 = inside the token', { ...good, access_token: 'a=b' }, {}, badToken],
    ['no token_type', { ...good, token_type: undefined }, {}, 'it holds no token_type'],
    ['T6 another token_type', { ...good, token_type: 'DPoP' }, {}, 'its token_type is not Bearer'],
    ['an error member that is no text', { ...good, error: 1 }, {}, 'it holds an error'],
  ])('is not %s', (_what, body, headers, reason) => {
    expect(read(200, body, headers)).toStrictEqual({ kind: 'invalid', status: 200, reason });
  });

  it.each([201, 204, 206])('is not a %d', (status) => {
    const invalid = { kind: 'invalid', status, reason: `it answered ${status}` };
    expect(read(status, good)).toStrictEqual(invalid);
    expect(read(status, { error: 'invalid_client' })).toStrictEqual(invalid);
  });
});

const credentials = ['invalid_client', 'unauthorized_client', 'invalid_grant', 'access_denied'];
const account = ['invalid_scope', 'invalid_target', 'invalid_request', 'unsupported_grant_type'];
const codes = [
  ...credentials.map((code) => [code, 'credentials'] as const),
  ...account.map((code) => [code, 'account'] as const),
];

describe('T-6 RFC 6749 §5.2 a rejection', () => {
  it.each(codes)('%s concerns the %s', (error, concerns) => {
    for (const status of [400, 401, 403, 200]) {
      const body = status === 200 ? { ...good, error } : { error };
      expect(read(status, body)).toStrictEqual({ kind: 'rejected', status, concerns, oauthError: error });
    }
  });

  it.each(['', '<html>', {}, { error: 7 }, { error: 'a"b' }, { error: 'the secret' }, { error: 'Bad Request' }])(
    'of which %j is not shown, because an endpoint may echo anything',
    (body) => {
      expect(read(400, body)).toStrictEqual({ kind: 'rejected', status: 400, concerns: 'credentials' });
      expect(read(401, body)).toStrictEqual({ kind: 'rejected', status: 401, concerns: 'credentials' });
    },
  );

  it.each(['server_error', 'temporarily_unavailable'])(
    '%s is none, whatever the status: it is tried again',
    (error) => {
      for (const status of [200, 400, 401, 403, 404]) {
        const unavailable = { kind: 'unavailable', status, reason: `answered ${status}` };
        expect(read(status, { error })).toStrictEqual(unavailable);
        expect(read(status, { error }, { 'retry-after': '5' })).toStrictEqual({ ...unavailable, retryAfterMs: 5_000 });
      }
    },
  );

  it.each([
    [404, { error: 'Not Found' }],
    [404, { error: 'invalid_client' }],
    [403, { error: 'Forbidden' }],
    [403, {}],
    [405, { error: 'invalid_request' }],
    [415, { error: 'invalid_scope' }],
    [422, { error: 'invalid_client' }],
  ])('is not a %d %j: that is not a token endpoint', (status, body) => {
    expect(read(status, body)).toStrictEqual({ kind: 'invalid', status, reason: `it answered ${status}` });
  });
});

describe('T-6 T-7 a response that says to try later', () => {
  it.each([
    [429, { 'retry-after': '0' }, { kind: 'rate-limited', status: 429, retryAfterMs: 60_000 }],
    [503, { 'retry-after': '0' }, { kind: 'unavailable', status: 503, reason: 'answered 503' }],
    [503, { 'retry-after': '-1' }, { kind: 'unavailable', status: 503, reason: 'answered 503' }],
    [
      503,
      { 'retry-after': 'Tue, 24 Nov 2026 07:00:00 GMT' },
      { kind: 'unavailable', status: 503, reason: 'answered 503' },
    ],
    [429, { 'retry-after': '600' }, { kind: 'rate-limited', status: 429, retryAfterMs: 600_000 }],
    [429, {}, { kind: 'rate-limited', status: 429, retryAfterMs: 60_000 }],
    [503, { 'retry-after': '5' }, { kind: 'unavailable', status: 503, retryAfterMs: 5_000, reason: 'answered 503' }],
    [503, {}, { kind: 'unavailable', status: 503, reason: 'answered 503' }],
    [500, {}, { kind: 'unavailable', status: 500, reason: 'answered 500' }],
    [599, {}, { kind: 'unavailable', status: 599, reason: 'answered 599' }],
    [408, {}, { kind: 'unavailable', status: 408, reason: 'answered 408' }],
  ])('%d %j', (status, headers, answer) => {
    expect(read(status, '', headers)).toStrictEqual(answer);
  });

  it('F-5 ignores a date in a response that does not tell the time of the server', () => {
    const headers = { 'retry-after': 'Tue, 24 Nov 2099 10:00:30 GMT' };
    expect(read(503, '', headers)).not.toHaveProperty('retryAfterMs');
  });

  it('compares a date with the clock of the server that sent it', () => {
    const headers = { date: 'Tue, 24 Nov 2026 10:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2026 10:00:30 GMT' };
    expect(read(429, '', headers)).toMatchObject({ retryAfterMs: 30_000 });
  });
});

describe('T-10 T19 an answer from the wrong place', () => {
  it.each([
    ['https://elsewhere.example/path?code=1#f', 'https://elsewhere.example'],
    ['/relative', 'an unnamed place'],
    [undefined, 'an unnamed place'],
  ])('names no more of a redirect to %s than its origin', (location, named) => {
    for (const status of [300, 307]) {
      const reason = `it redirects to ${named}`;
      expect(read(status, '', { location })).toStrictEqual({ kind: 'invalid', status, reason });
    }
  });

  it.each([404, 405, 415])('%d', (status) => {
    expect(read(status, '<html>')).toStrictEqual({ kind: 'invalid', status, reason: `it answered ${status}` });
  });
});

describe('T-6 Retry-After', () => {
  it.each([
    ['600', 600_000],
    [' 5 ', 5_000],
    ['0', undefined],
    ['00', undefined],
    ['99999999999', 24 * 3_600_000],
    ['Tue, 24 Nov 2026 08:01:00 GMT', 60_000],
    ['Tuesday, 24-Nov-26 08:01:00 GMT', 60_000],
    ['Tue Nov 24 08:01:00 2026 GMT', 60_000],
    ['Tue, 24 Nov 2026 07:00:00 GMT', undefined],
    ['Tue, 24 Nov 2026 08:00:00 GMT', undefined],
    ['Tue, 24 Nov 2099 07:00:00 GMT', 24 * 3_600_000],
    ['', undefined],
    [undefined, undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['24 Nov 2026 08:01:00 GMT', undefined],
    ['5 seconds', undefined],
    ['2026', 2_026_000],
    ['2026-11-24', undefined],
  ])('%p is %p ms', (header, expected) => {
    expect(parseRetryAfterMs(header, now)).toBe(expected);
  });
});

it('T-7 a 407 is told as what it is: the proxy has responded, and not the endpoint', () => {
  const reason = 'the proxy requires credentials (407)';
  expect(read(407, '')).toEqual({ kind: 'unavailable', status: 407, reason });
});

describe('T-6 the jitter of Retry-After', () => {
  const unavailable = { kind: 'unavailable', status: 503, reason: 'answered 503' } as const;

  it.each([
    [30_000, 0, 30_000],
    [30_000, 0.5, 45_000],
    [30_000, 0.999, 59_970],
    [60_000, 0.5, 90_000],
    [86_400_000, 0.5, 86_430_000],
  ])('of %d ms, with a random number of %d, is %d ms in all', (retryAfterMs, random, expected) => {
    const locked = { kind: 'rate-limited', status: 429, retryAfterMs } as const;
    expect(addJitter(locked, () => random)).toEqual({ ...locked, retryAfterMs: expected });
    expect(addJitter({ ...unavailable, retryAfterMs }, () => random)).toEqual({
      ...unavailable,
      retryAfterMs: expected,
    });
  });

  it('is not added to a response without a wait', () => {
    expect(addJitter(unavailable, () => 0.5)).toBe(unavailable);
    const granted = read(200, good);
    expect(addJitter(granted, () => 0.5)).toBe(granted);
  });
});
