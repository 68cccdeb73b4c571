import { describe, expect, it } from '@jest/globals';
import { describeGrant, judgeClaims, judgeLife } from '../../../lib/cli/doctor/describe-token.js';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const granted = (expiresIn: unknown, token = 'opaque') => ({ kind: 'granted', token, expiresIn }) as const;
const jwt = (claims: object) => ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'sig'].join('.');

describe('a life', () => {
  it.each([
    [3_600, 'ok', '60 min, until 2026-01-01T13:00:00Z'],
    ['86400', 'ok', '24 h, until 2026-01-02T12:00:00Z'],
    [5_400, 'ok', '90 min, until 2026-01-01T13:30:00Z'],
    [9_000, 'ok', '2.5 h, until 2026-01-01T14:30:00Z'],
    [2, 'ok', '2 s, until 2026-01-01T12:00:02Z'],
    [undefined, 'ok', '60 min, until 2026-01-01T13:00:00Z, though the answer itself does not say'],
    [0, 'warn', 'the answer says that the token has no life'],
  ])('of %p is %s', (expiresIn, status, text) => {
    const finding = judgeLife(granted(expiresIn), NOON);
    expect(finding).toMatchObject({ check: 'lifetime', status });
    expect(finding.text.startsWith(text)).toBe(true);
    expect(finding.exit).toBeUndefined();
  });
});

describe('claims', () => {
  it.each([
    [undefined, 'none: the token is no JWT'],
    [{}, 'none of interest'],
    [{ iss: 'https://i.test', aud: 'a', scope: ['x', 'y'] }, 'iss https://i.test; aud a; scope x, y'],
    [{ nbf: NOON / 1_000, exp: NOON / 1_000 + 60 }, 'nbf 2026-01-01T12:00:00Z; exp 2026-01-01T12:01:00Z'],
    [{ exp: 1e30 }, 'exp 1e+30'],
  ])('%j read as %j', (claims, text) => {
    expect(judgeClaims(claims)).toMatchObject({ check: 'claims', status: 'ok', text });
  });

  it('other than whose, for whom, for what and when are not shown, nor is the token', () => {
    const token = jwt({ iss: 'i', client_id: 'one', client_identity_user_id: 'two', jti: 'three', exp: null });
    const findings = describeGrant(granted(60, token), NOON);
    expect(findings.map(({ check }) => check)).toEqual(['lifetime', 'claims']);
    expect(findings[1]?.text).toBe('iss i');
    for (const hidden of ['one', 'two', 'three', token.split('.')[1]!]) {
      expect(JSON.stringify(findings)).not.toContain(`"${hidden}`);
    }
  });
});
