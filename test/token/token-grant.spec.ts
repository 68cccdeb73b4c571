import { describe, expect, it } from '@jest/globals';
import { getLifetimeMs, toAccessToken } from '../../lib/token/token-grant.js';

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

describe('T-5 the lifetime of a token', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [60, 60_000],
    [3_600, HOUR],
    [86_400, 24 * HOUR],
    [30 * 86_400, 30 * 24 * HOUR],
    ['3600', HOUR],
    [' 60 ', 60_000],
    [0.5, 500],
    [1e20, YEAR],
    [Number.POSITIVE_INFINITY, YEAR],
    [0, 0],
    ['0', 0],
    [-1, 0],
    [Number.NaN, 0],
    ['soon', 0],
    ['', 0],
    [true, 0],
    [[60], 0],
    [{}, 0],
  ])('expires_in %p is %d ms', (expiresIn, life) => {
    expect(getLifetimeMs(expiresIn, 'opaque')).toBe(life);
  });

  it.each([
    ['its exp − nbf', jwt({ exp: 200, nbf: 100 }), 100_000],
    ['its exp − iat', jwt({ exp: 200, iat: 140 }), 60_000],
    ['its exp − iat, if there is an nbf, too', jwt({ exp: 200, nbf: 100, iat: 150 }), 50_000],
    ['its exp − iat, if nbf is 0', jwt({ exp: 4e9, nbf: 0, iat: 4e9 - 600 }), 600_000],
    ['its exp − nbf, if iat is null', jwt({ exp: 200, nbf: 100, iat: null }), 100_000],
    ['an hour for a JWT that says nothing', jwt({ iss: 'x' }), HOUR],
    ['an hour for a JWT whose exp is no number', jwt({ exp: '200', nbf: 100 }), HOUR],
    ['an hour for a JWT whose nbf is no number', jwt({ exp: 200, nbf: '100' }), HOUR],
    ['an hour for a JWT that ends when it begins', jwt({ exp: 100, nbf: 100 }), HOUR],
    ['an hour for a JWT that ends before it begins', jwt({ exp: 100, nbf: 200 }), HOUR],
    ['an hour for a JWT with exp alone, whose clock is not ours', jwt({ exp: 4e9 }), HOUR],
    ['an hour for a JWT whose nbf of 0 only says that it has no start', jwt({ exp: 4e9, nbf: 0 }), HOUR],
    ['a year for a JWT that claims exactly that', jwt({ exp: YEAR / 1_000 + 1, iat: 1 }), YEAR],
    ['an hour for a JWT that claims a second more', jwt({ exp: YEAR / 1_000 + 2, iat: 1 }), HOUR],
    ['an hour for a JWT that claims more than a year', jwt({ exp: 1e15, iat: 1 }), HOUR],
    ['an hour for a token that is no JWT', 'opaque', HOUR],
    ['an hour for claims that are no object', `a.${Buffer.from('7').toString('base64url')}.c`, HOUR],
    ['an hour for claims that are no JSON', 'a.!!!.c', HOUR],
  ])('missing or null expires_in gives %s', (_what, token, life) => {
    expect(getLifetimeMs(undefined, token)).toBe(life);
    expect(getLifetimeMs(null, token)).toBe(life);
  });

  it('the JWT never overrides a number that was given', () => {
    expect(getLifetimeMs(60, jwt({ exp: 200, nbf: 100 }))).toBe(60_000);
    expect(getLifetimeMs(0, jwt({ exp: 200, nbf: 100 }))).toBe(0);
  });
});

describe('T-5 a grant', () => {
  it('is a token whose lifetime counts from when its request was sent, in times of the wall clock', () => {
    const clock = {
      now: () => 1_700_000_000_000.5,
      elapsed: () => 5_000.25,
      monotonic: () => 7,
      after: () => () => undefined,
    };
    const token = toAccessToken({ value: 'one', sentAt: 4_000, latencyMs: 30, lifetimeMs: 60_000 }, clock);
    const times = [token.acquiredAt.getTime(), token.expiresAt.getTime()];
    expect([token.value, ...times]).toEqual(['one', 1_699_999_999_000, 1_700_000_059_000]);
  });
});
