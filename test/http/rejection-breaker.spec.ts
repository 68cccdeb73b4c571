import { describe, expect, it } from '@jest/globals';
import { breakerOf, RejectionBreaker } from '../../lib/http/unauthorized-retry.js';

const ORIGIN = 'https://a.example';
const refuse = (breaker: RejectionBreaker, tokens: string[], random = 0) => {
  for (const token of tokens) breaker.refused(ORIGIN, token, 1_000, random);
};

describe('H-5 the breaker', () => {
  it.each([
    [0, 11_000],
    [0.5, 16_000],
  ])('rests after three tokens in a row (random %d), until %d', (random, until) => {
    const breaker = new RejectionBreaker();
    refuse(breaker, ['a', 'b'], random);
    expect(breaker.isResting(ORIGIN, 1_000)).toBe(false);
    refuse(breaker, ['c'], random);
    expect(breaker.isResting(ORIGIN, until - 1)).toBe(true);
    expect(breaker.isResting(ORIGIN, until)).toBe(false);
    expect(breaker.isResting('https://b.example', 1_000)).toBe(false);
  });

  it('counts a token once, however often it is refused', () => {
    const breaker = new RejectionBreaker();
    refuse(breaker, ['a', 'a', 'a', 'b', 'b']);
    expect(breaker.isResting(ORIGIN, 1_000)).toBe(false);
  });

  it('forgets when the origin accepts one', () => {
    const breaker = new RejectionBreaker();
    breaker.accepted(ORIGIN);
    refuse(breaker, ['a', 'b']);
    breaker.accepted(ORIGIN);
    refuse(breaker, ['c', 'd']);
    expect(breaker.isResting(ORIGIN, 1_000)).toBe(false);
    refuse(breaker, ['e']);
    expect(breaker.isResting(ORIGIN, 1_000)).toBe(true);
  });

  it('rests again at the first token after its rest', () => {
    const breaker = new RejectionBreaker();
    refuse(breaker, ['a', 'b', 'c']);
    breaker.refused(ORIGIN, 'd', 50_000, 0);
    expect(breaker.isResting(ORIGIN, 59_999)).toBe(true);
  });

  it('is one per account', () => {
    const account = {};
    expect(breakerOf(account)).toBe(breakerOf(account));
    expect(breakerOf(account)).not.toBe(breakerOf({}));
  });
});
