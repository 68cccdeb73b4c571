import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allowsRetry, parseChallenges } from '../../lib/http/www-authenticate.js';

const c = (scheme: string, params: Record<string, string> = {}) => ({ scheme, params });

describe('T14 RFC 9110 §11.6.1 challenges', () => {
  it.each([
    ['', []],
    ['Bearer', [c('bearer')]],
    ['bearer realm="a"', [c('bearer', { realm: 'a' })]],
    ['BEARER Realm="a, b" , ERROR=invalid_token', [c('bearer', { realm: 'a, b', error: 'invalid_token' })]],
    ['Bearer error="say \\"no\\"\\\\"', [c('bearer', { error: 'say "no"\\' })]],
    [
      'Basic realm="x", Bearer error="invalid_token"',
      [c('basic', { realm: 'x' }), c('bearer', { error: 'invalid_token' })],
    ],
    ['Negotiate dG9rZW4=, Bearer', [c('negotiate'), c('bearer')]],
    ['Negotiate \t dG9rZW4== , Bearer', [c('negotiate'), c('bearer')]],
    ['Negotiate dG9r/W4, Bearer', [c('negotiate'), c('bearer')]],
    ['Negotiate dG9r, Bearer', [c('negotiate'), c('bearer')]],
    ['Bearer, Negotiate dG9rZW4=', [c('bearer'), c('negotiate')]],
    ['Negotiate, Basic realm=x', [c('negotiate'), c('basic', { realm: 'x' })]],
    [',, Bearer ,,error=a,,', [c('bearer', { error: 'a' })]],
    ['Bearer error = "a" , scope= "b c"', [c('bearer', { error: 'a', scope: 'b c' })]],
    ['Bearer error="first", error="second"', [c('bearer', { error: 'first' })]],
    [
      'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
      [c('newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }), c('basic', { realm: 'simple' })],
    ],
    ['Bearer error="unclosed', [c('bearer'), c('error')]],
    ['="x"', []],
    ['error="x"', []],
  ])('%s', (field, challenges) => {
    expect(parseChallenges(field)).toEqual(challenges);
  });

  it('are read in time that grows with the field alone, whatever is in it', () => {
    const piece = fc.constantFrom('Bearer', ' ', ',', '=', '"', '\\', 'error', 'a/b=', '\t', ';', 'ü', '\u0000');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        for (const { scheme } of parseChallenges(pieces.join(''))) expect(scheme).toMatch(/^[^\s,="]+$/);
      }),
    );
    expect(parseChallenges(`Bearer ${'a=b,'.repeat(20_000)}`)).toHaveLength(1);
    expect(parseChallenges(`Bearer x="${'\\'.repeat(50_000)}`).length).toBeGreaterThan(0);
  });
});

describe('H-3 a 401 that another token can cure', () => {
  it.each([
    [undefined, true],
    ['', true],
    ['  ', true],
    ['Bearer', true],
    ['Bearer realm="api"', true],
    ['bearer error="invalid_token"', true],
    ['Basic realm="x", Bearer error=invalid_token', true],
    ['Bearer error="insufficient_scope", scope="a"', false],
    ['Bearer error="invalid_request"', false],
    ['Basic realm="proxy"', false],
    ['Negotiate', false],
    ['Digest nonce="x"', false],
    ['DPoP error="invalid_token"', false],
    ['DPoP error="use_dpop_nonce", Bearer error="insufficient_scope"', false],
    ['Basic realm="say Bearer error=invalid_token"', false],
  ])('%p: %p', (field, curable) => {
    expect(allowsRetry(field)).toBe(curable);
  });
});
