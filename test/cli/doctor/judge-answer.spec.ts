import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { judgeAnswer, until } from '../../../lib/cli/doctor/check-credentials.js';
import { suspicionOf } from '../../../lib/cli/doctor/check-environment.js';
import { parseTokenResponse } from '../../../lib/token/token-response.js';
import { settingsWith } from '../../support/settings.js';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const hex = randomBytes(16).toString('hex');
const uuid: string = randomUUID();

function judge(status: number, body: unknown, headers: Record<string, string> = {}, clientId = uuid, secret = hex) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  const reply = { status, headers: { 'content-type': type, ...headers }, body: text };
  const names = { id: 'ID_VAR', secret: 'SECRET_VAR', address: 'URL_VAR' };
  const labels = { ...names, origins: 'ORIGINS_VAR', anonymous: 'ANONYMOUS_VAR' };
  const settings = settingsWith({ clientId, clientSecret: secret, tokenUrl: 'https://api.test/connect/token' });
  const time = { date: undefined, sentAt: NOON - 25, answeredAt: NOON };
  const exchange = { answer: parseTokenResponse(reply, NOON), reply, time };
  return judgeAnswer(exchange, { settings, secret, labels, address: 'https://api.test/connect/token' });
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };

describe('an answer of the token endpoint', () => {
  it.each([
    [200, { access_token: 'a', token_type: 'Bearer' }, {}, undefined, 'a token was granted in 25 ms'],
    [
      400,
      { error: 'invalid_client' },
      {},
      4,
      'api.test refused the credentials (invalid_client): wrong client id or secret',
    ],
    [
      401,
      { error: 'invalid_client' },
      {},
      4,
      'api.test refused the credentials (invalid_client): wrong client id or secret',
    ],
    [
      401,
      '',
      { 'www-authenticate': 'Basic realm="x"' },
      4,
      '(status 401, without a reason): wrong client id or secret',
    ],
    [400, {}, {}, 4, '(status 400, without a reason): wrong client id or secret'],
    [400, { error: 'unauthorized_client' }, {}, 4, '(unauthorized_client): it knows them, but grants them no token'],
    [400, { error: 'invalid_scope' }, {}, 4, '(invalid_scope): it knows them, but grants them no token'],
    [404, { error: 'invalid_client' }, {}, 4, 'refused the credentials (invalid_client)'],
    [429, '', { 'retry-after': '600' }, 5, '(429) for 10 min, until 2026-01-01T12:10:00Z'],
    [429, '<html>', { ...HTML, 'retry-after': '90' }, 5, '(429) for 90 s, until 2026-01-01T12:01:30Z'],
    [500, {}, {}, 6, 'api.test is in trouble: it answered 500'],
    [502, '<html>', HTML, 6, 'api.test is in trouble: it answered 502'],
    [503, {}, { 'retry-after': '120' }, 6, 'it answered 503, and asks to wait 2 min, until 2026-01-01T12:02:00Z'],
    [408, {}, {}, 6, 'api.test is in trouble: it answered 408'],
    [301, '', { location: 'https://www.test/a?b' }, 6, 'redirects to https://www.test (301), which was not followed'],
    [307, '', { location: '/login' }, 6, 'redirects to another path of itself (307)'],
    [404, {}, {}, 6, 'wrong address: https://api.test/connect/token is no token endpoint (404)'],
    [405, '', {}, 6, 'wrong address: https://api.test/connect/token is no token endpoint (405)'],
    [200, '<!DOCTYPE html><p>', {}, 6, 'answered with a web page (200)'],
    [400, '<h1>Bad</h1>', HTML, 6, 'answered with a web page (400)'],
    [403, ' <html>', {}, 6, 'answered with a web page (403)'],
    [401, {}, { 'www-authenticate': 'Bearer error="invalid_token"' }, 6, 'asks for a token itself (401)'],
    [407, '<html>', HTML, 3, 'the proxy wants credentials of its own (407)'],
    [200, {}, {}, 6, 'the answer of https://api.test/connect/token is no token: it holds no access_token'],
    [200, 'hello', {}, 6, 'is no token: its body is not a JSON object'],
    [204, '', {}, 6, 'is no token: it answered 204'],
  ])('%i %j %j ends with %p', (status, body, headers, exit, text) => {
    const finding = judge(status, body, headers);
    expect(finding.text).toContain(text);
    expect(finding).toMatchObject({ check: 'credentials', status: exit === undefined ? 'ok' : 'fail' });
    expect(finding.exit).toBe(exit);
    if (exit !== undefined) expect(finding.fix).toMatch(/\w/);
  });

  it.each([
    ['swapped', hex, uuid, 'seem to be swapped', 'exchange the values of ID_VAR and SECRET_VAR'],
    ['a wrong id', 'desk', hex, 'probably a wrong client id', 'into ID_VAR'],
    ['a wrong secret', uuid, 'it’s a secret', 'probably a wrong client secret', 'into SECRET_VAR'],
    ['one of them', uuid, hex, 'wrong client id or secret', 'compare ID_VAR and SECRET_VAR'],
  ])('that refuses tells by their form: %s', (_what, id, secret, text, fix) => {
    const finding = judge(400, { error: 'invalid_client' }, {}, id, secret);
    expect(finding.text).toContain(text);
    expect(finding.fix).toContain(fix);
    expect(JSON.stringify(finding)).not.toContain(secret);
  });

  it('names the variable to correct', () => {
    for (const [status, headers] of [
      [404, {}],
      [302, { location: 'https://x.test' }],
      [200, HTML],
    ] as const) {
      expect(judge(status, '', headers).fix).toContain('URL_VAR');
    }
  });
});

it.each([
  [uuid, hex, undefined],
  [uuid.toUpperCase(), hex.toUpperCase(), undefined],
  [hex, uuid, 'swapped'],
  ['desk', hex, 'id'],
  ['desk', 'pass word', 'id'],
  [`${uuid} `, hex, 'id'],
  [uuid, `'${hex}'`, 'secret'],
  [uuid, uuid, 'secret'],
  [uuid, '', 'secret'],
])('suspicion %#', (id, secret, suspicion) => {
  expect(suspicionOf(id, secret)).toBe(suspicion);
});

it.each([
  [1, '1 s, until 2026-01-01T12:00:00Z'],
  [119_000, '119 s, until 2026-01-01T12:01:59Z'],
  [120_000, '2 min, until 2026-01-01T12:02:00Z'],
  [600_000, '10 min, until 2026-01-01T12:10:00Z'],
])('%i ms reads as %j', (ms, text) => {
  expect(until(ms, NOON)).toBe(text);
});
