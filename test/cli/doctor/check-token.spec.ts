import { describe, expect, it } from '@jest/globals';
import { checkClaims, checkLifetime, checkToken } from '../../../lib/cli/doctor/check-token.js';
import { parseTokenResponse } from '../../../lib/token/token-response.js';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const granted = (expiresIn: unknown, token = 'opaque') => {
  const body = JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: expiresIn });
  const response = { status: 200, headers: {}, body };
  const parsed = parseTokenResponse(response, { sentAt: NOON, receivedAt: NOON });
  if (parsed.kind !== 'granted') throw new Error('not granted');
  return [parsed.grant, response] as const;
};
const jwt = (claims: object) => ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'sig'].join('.');

describe('a lifetime', () => {
  it.each([
    [3_600, 'ok', '60 min, until 2026-01-01T13:00:00Z'],
    ['86400', 'ok', '24 h, until 2026-01-02T12:00:00Z'],
    [5_400, 'ok', '90 min, until 2026-01-01T13:30:00Z'],
    [9_000, 'ok', '2.5 h, until 2026-01-01T14:30:00Z'],
    [2, 'ok', '2 s, until 2026-01-01T12:00:02Z'],
    [undefined, 'ok', '60 min, until 2026-01-01T13:00:00Z. The response itself has no expires_in'],
    [0, 'warn', 'the token expires at once (expires_in)'],
  ])('of %p is %s', (expiresIn, status, text) => {
    const result = checkLifetime(...granted(expiresIn), NOON);
    expect(result).toMatchObject({ check: 'lifetime', status });
    expect(result.text.startsWith(text)).toBe(true);
    expect(result.exit).toBeUndefined();
  });
});

describe('claims', () => {
  it.each([
    [undefined, 'none: the token is not a JWT'],
    [{}, 'none of iss, aud, scope, nbf, exp'],
    [{ iss: 'https://i.test', aud: 'a', scope: ['x', 'y'] }, 'iss https://i.test; aud a; scope x, y'],
    [{ nbf: NOON / 1_000, exp: NOON / 1_000 + 60 }, 'nbf 2026-01-01T12:00:00Z; exp 2026-01-01T12:01:00Z'],
    [{ exp: 1e30 }, 'exp 1e+30'],
  ])('%j read as %j', (claims, text) => {
    expect(checkClaims(claims)).toMatchObject({ check: 'claims', status: 'ok', text });
  });

  it('other than issuer, audience, scope and validity are omitted, and so is the token', () => {
    const token = jwt({ iss: 'i', client_id: 'one', client_identity_user_id: 'two', jti: 'three', exp: null });
    const results = checkToken(...granted(60, token), NOON);
    expect(results.map(({ check }) => check)).toEqual(['lifetime', 'claims']);
    expect(results[1]?.text).toBe('iss i');
    for (const value of ['one', 'two', 'three', token.split('.')[1]!]) {
      expect(JSON.stringify(results)).not.toContain(`"${value}`);
    }
  });
});
