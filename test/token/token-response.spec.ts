import { describe, expect, it } from '@jest/globals';
import { parseRetryAfterMs, parseTokenResponse, type TokenHttpResponse } from '../../lib/token/token-response.js';

const now = Date.parse('2026-11-24T08:00:00Z');
const good = { access_token: 'a.b-c_d~e+f/g==', token_type: 'Bearer', expires_in: 3600 };
const reply = (status: number, body: unknown, headers: TokenHttpResponse['headers'] = {}): TokenHttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const read = (...args: Parameters<typeof reply>) =>
  parseTokenResponse(reply(...args), { sentAt: now - 30, receivedAt: now });

describe('T-10 RFC 6749 §5.1 a successful answer', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('is a token for token_type %s', (token_type) => {
    const grant = { value: good.access_token, sentAt: now - 30, latencyMs: 30, lifetimeMs: 3_600_000 };
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

  it('T9 with an error member is a refusal', () => {
    expect(read(200, { ...good, error: 'invalid_client' })).toEqual({
      kind: 'rejected',
      status: 200,
      oauthError: 'invalid_client',
    });
  });

  it.each([201, 204, 206])('is not a %d', (status) => {
    const unusable = { kind: 'invalid', status, reason: `it answered ${status}` };
    expect(read(status, good)).toStrictEqual(unusable);
    expect(read(status, { error: 'invalid_client' })).toStrictEqual(unusable);
  });
});

describe('T-6 RFC 6749 §5.2 a refusal', () => {
  it.each(['invalid_client', 'unauthorized_client', 'invalid_scope', 'invalid_target', 'invalid_request'])(
    '%s',
    (error) => {
      expect(read(400, { error })).toEqual({ kind: 'rejected', status: 400, oauthError: error });
      expect(read(401, { error })).toEqual({ kind: 'rejected', status: 401, oauthError: error });
      expect(read(403, { error })).toEqual({ kind: 'rejected', status: 403, oauthError: error });
    },
  );

  it.each(['', '<html>', {}, { error: 'a"b' }, { error: 'x'.repeat(65) }, { error: 'line\nbreak' }])(
    'of which %j is all that is known',
    (body) => {
      expect(read(400, body)).toStrictEqual({ kind: 'rejected', status: 400 });
      expect(read(401, body)).toStrictEqual({ kind: 'rejected', status: 401 });
    },
  );
});

describe('T-6 T-7 an answer for later', () => {
  it.each([
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

  it('compares a date with the clock of the server that sent it', () => {
    const headers = { date: 'Tue, 24 Nov 2026 10:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2026 10:00:30 GMT' };
    expect(read(429, '', headers)).toMatchObject({ retryAfterMs: 30_000 });
    expect(read(429, '', { 'retry-after': headers['retry-after'] })).toMatchObject({
      retryAfterMs: 2 * 3_600_000 + 30_000,
    });
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

const nowRetryAfter = Date.parse('2026-11-24T08:00:00Z');

describe('T-6 Retry-After', () => {
  it.each([
    ['600', 600_000],
    [' 5 ', 5_000],
    ['0', 0],
    ['99999999999', 24 * 3_600_000],
    ['Tue, 24 Nov 2026 08:01:00 GMT', 60_000],
    ['Tuesday, 24-Nov-26 08:01:00 GMT', 60_000],
    ['Tue Nov 24 08:01:00 2026 GMT', 60_000],
    ['Tue, 24 Nov 2026 07:00:00 GMT', 0],
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
    expect(parseRetryAfterMs(header, nowRetryAfter)).toBe(expected);
  });
});
