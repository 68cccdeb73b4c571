import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { checkCredentials, formatWait } from '../../../lib/cli/doctor/check-credentials.js';
import { parseTokenResponse } from '../../../lib/token/token-response.js';
import { settingsWith } from '../../support/settings.js';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const hex = randomBytes(16).toString('hex');
const uuid: string = randomUUID();

function check(status: number, body: unknown, headers: Record<string, string> = {}, clientId = uuid, secret = hex) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  const httpResponse = { status, headers: { 'content-type': type, ...headers }, body: text };
  const names = { id: 'ID_VAR', secret: 'SECRET_VAR', address: 'URL_VAR' };
  const variables = { ...names, origins: 'ORIGINS_VAR', anonymous: 'ANONYMOUS_VAR' };
  const settings = settingsWith({ clientId, clientSecret: secret, tokenUrl: 'https://api.test/connect/token' });
  const time = { date: undefined, sentAt: NOON - 25, now: 0, receivedAt: NOON };
  const exchange = { response: parseTokenResponse(httpResponse, time), httpResponse, time };
  const address = 'https://api.test/connect/token';
  return checkCredentials(exchange, { settings, secret, variables, address, server: address });
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };

describe('the response to the token request', () => {
  it.each([
    [200, { access_token: 'a', token_type: 'Bearer' }, {}, undefined, 'a token was granted in 25 ms'],
    [
      400,
      { error: 'invalid_client' },
      {},
      4,
      'api.test rejected the credentials (invalid_client): wrong client id or secret',
    ],
    [
      401,
      { error: 'invalid_client' },
      {},
      4,
      'api.test rejected the credentials (invalid_client): wrong client id or secret',
    ],
    [401, '', { 'www-authenticate': 'Basic realm="x"' }, 4, '(status 401, no error code): wrong client id or secret'],
    [400, {}, {}, 4, '(status 400, no error code): wrong client id or secret'],
    [
      400,
      { error: 'unauthorized_client' },
      {},
      4,
      '(unauthorized_client): it knows them, but does not grant them a token',
    ],
    [400, { error: 'invalid_scope' }, {}, 4, '(invalid_scope): it knows them, but does not grant them a token'],
    [403, { error: 'unauthorized_client' }, {}, 4, '(unauthorized_client)'],
    [
      404,
      { error: 'invalid_client' },
      {},
      6,
      'wrong address: https://api.test/connect/token is not a token endpoint (404)',
    ],
    [429, '', { 'retry-after': '600' }, 5, '(429) for 10 min, until 2026-01-01T12:10:00Z'],
    [429, '<html>', { ...HTML, 'retry-after': '90' }, 5, '(429) for 90 s, until 2026-01-01T12:01:30Z'],
    [500, {}, {}, 6, 'api.test is unavailable: it responded with status 500'],
    [502, '<html>', HTML, 6, 'api.test is unavailable: it responded with status 502'],
    [
      503,
      {},
      { 'retry-after': '120' },
      6,
      'it responded with status 503. Retry after 2 min, until 2026-01-01T12:02:00Z',
    ],
    [408, {}, {}, 6, 'api.test is unavailable: it responded with status 408'],
    [301, '', { location: 'https://www.test/a?b' }, 6, 'redirects to https://www.test (301). It was not followed'],
    [307, '', { location: '/login' }, 6, 'redirects to another path of the same host (307)'],
    [404, {}, {}, 6, 'wrong address: https://api.test/connect/token is not a token endpoint (404)'],
    [405, '', {}, 6, 'wrong address: https://api.test/connect/token is not a token endpoint (405)'],
    [200, '<!DOCTYPE html><p>', {}, 6, 'responded with a web page (200)'],
    [400, '<h1>Bad</h1>', HTML, 6, 'responded with a web page (400)'],
    [403, ' <html>', {}, 6, 'responded with a web page (403)'],
    [401, {}, { 'www-authenticate': 'Bearer error="invalid_token"' }, 6, 'requires a token itself (401)'],
    [407, '<html>', HTML, 3, 'the proxy requires credentials of its own (407)'],
    [200, {}, {}, 6, 'the response of https://api.test/connect/token is not a token: it holds no access_token'],
    [200, 'hello', {}, 6, 'is not a token: its body is not a JSON object'],
    [204, '', {}, 6, 'is not a token: it answered 204'],
  ])('%i %j %j has exit code %p', (status, body, headers, exit, text) => {
    const result = check(status, body, headers);
    expect(result.text).toContain(text);
    expect(result).toMatchObject({ check: 'credentials', status: exit === undefined ? 'ok' : 'fail' });
    expect(result.exit).toBe(exit);
    if (exit !== undefined) expect(result.fix).toMatch(/\w/);
  });

  it.each([
    ['swapped', hex, uuid, 'look swapped', 'swap the values of ID_VAR and SECRET_VAR'],
    ['a wrong id', 'desk', hex, 'the client id is probably wrong', 'into ID_VAR'],
    ['a wrong secret', uuid, 'it’s a secret', 'the client secret is probably wrong', 'into SECRET_VAR'],
    ['one of them', uuid, hex, 'wrong client id or secret', 'compare ID_VAR and SECRET_VAR'],
  ])('explains rejected credentials by their format: %s', (_what, id, secret, text, fix) => {
    const result = check(400, { error: 'invalid_client' }, {}, id, secret);
    expect(result.text).toContain(text);
    expect(result.fix).toContain(fix);
    expect(JSON.stringify(result)).not.toContain(secret);
  });

  it('names the variable to correct', () => {
    for (const [status, headers] of [
      [404, {}],
      [302, { location: 'https://x.test' }],
      [200, HTML],
    ] as const) {
      expect(check(status, '', headers).fix).toContain('URL_VAR');
    }
  });
});

it.each([
  [1, '1 s, until 2026-01-01T12:00:00Z'],
  [119_000, '119 s, until 2026-01-01T12:01:59Z'],
  [120_000, '2 min, until 2026-01-01T12:02:00Z'],
  [600_000, '10 min, until 2026-01-01T12:10:00Z'],
])('a wait of %i ms reads %j', (ms, text) => {
  expect(formatWait(ms, NOON)).toBe(text);
});
