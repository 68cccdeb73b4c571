import { describe, expect, it } from '@jest/globals';
import { getRejectionBreaker, RejectionBreaker } from '../../lib/http/unauthorized-retry.js';

const ORIGIN = 'https://a.example';
const refuse = (breaker: RejectionBreaker, tokens: string[], random = 0) => {
  for (const token of tokens) breaker.recordRejection(ORIGIN, token, 1_000, random);
};

describe('H-5 the breaker', () => {
  it.each([
    [0, 11_000],
    [0.5, 16_000],
  ])('rests after three tokens in a row (random %d), until %d', (random, until) => {
    const breaker = new RejectionBreaker();
    refuse(breaker, ['a', 'b'], random);
    expect(breaker.isOpen(ORIGIN, 1_000)).toBe(false);
    refuse(breaker, ['c'], random);
    expect(breaker.isOpen(ORIGIN, until - 1)).toBe(true);
    expect(breaker.isOpen(ORIGIN, until)).toBe(false);
    expect(breaker.isOpen('https://b.example', 1_000)).toBe(false);
  });

  it('counts a token once, however often it is refused', () => {
    const breaker = new RejectionBreaker();
    refuse(breaker, ['a', 'a', 'a', 'b', 'b']);
    expect(breaker.isOpen(ORIGIN, 1_000)).toBe(false);
  });

  it('forgets when the origin accepts one', () => {
    const breaker = new RejectionBreaker();
    breaker.recordAcceptance(ORIGIN);
    refuse(breaker, ['a', 'b']);
    breaker.recordAcceptance(ORIGIN);
    refuse(breaker, ['c', 'd']);
    expect(breaker.isOpen(ORIGIN, 1_000)).toBe(false);
    refuse(breaker, ['e']);
    expect(breaker.isOpen(ORIGIN, 1_000)).toBe(true);
  });

  it('rests again at the first token after its rest', () => {
    const breaker = new RejectionBreaker();
    refuse(breaker, ['a', 'b', 'c']);
    breaker.recordRejection(ORIGIN, 'd', 50_000, 0);
    expect(breaker.isOpen(ORIGIN, 59_999)).toBe(true);
  });

  it('is one per account', () => {
    const account = {};
    expect(getRejectionBreaker(account)).toBe(getRejectionBreaker(account));
    expect(getRejectionBreaker(account)).not.toBe(getRejectionBreaker({}));
  });
});
