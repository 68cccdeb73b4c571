import { describe, expect, it } from '@jest/globals';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import { LifeGauge } from '../../lib/otel/metrics.js';

const acquired = (account: string, lifetimeMs: number, durationMs = 0, expiresAt?: number): AsposeAuthEvent => ({
  type: 'token.acquired',
  source: 'endpoint',
  expiresAt,
  account,
  at: 0,
  reason: 'cold',
  durationMs,
  lifetimeMs,
});
const rejected = (account: string): AsposeAuthEvent => ({ type: 'token.rejected', account, at: 0 });

function gauge() {
  let now = 0;
  const life = new LifeGauge(() => now);
  const at = (ms: number) => {
    now = ms;
  };
  return { life, at };
}

describe('O-2 the life that remains', () => {
  it('T-5 counts from the request', () => {
    const { life, at } = gauge();
    at(1_500);
    life.note(acquired('a', 60_000, 1_500));
    expect(life.read()).toEqual([['a', 58.5]]);
    at(31_500);
    expect(life.read()).toEqual([['a', 28.5]]);
  });

  it('F-1 is of the token itself where its end is known, as of one that another process asked for', () => {
    const { life } = gauge();
    life.note(acquired('a', 60_000, 5, 20_000));
    expect(life.read()).toEqual([['a', 20]]);
  });

  it('is 0 for ten minutes after the end, then no longer told', () => {
    const { life, at } = gauge();
    life.note(acquired('a', 60_000));
    at(60_000 + 600_000);
    expect(life.read()).toEqual([['a', 0]]);
    at(60_000 + 600_001);
    expect(life.read()).toEqual([]);
  });

  it('ends with a rejection, begins anew with a token, and is each account’s own', () => {
    const { life } = gauge();
    life.note(acquired('a', 60_000));
    life.note(acquired('b', 5_000));
    life.note(rejected('a'));
    expect(life.read()).toEqual([
      ['a', 0],
      ['b', 5],
    ]);
    life.note(acquired('a', 10_000));
    life.note(acquired('c', 0, 200));
    expect(life.read()).toEqual([
      ['a', 10],
      ['b', 5],
      ['c', 0],
    ]);
  });

  it('takes no notice of other events', () => {
    const { life } = gauge();
    life.note({ type: 'token.requested', account: 'a', at: 0, reason: 'cold', attempt: 1 });
    expect(life.read()).toEqual([]);
  });
});
