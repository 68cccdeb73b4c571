import { describe, expect, it } from '@jest/globals';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import { LifetimeGauge } from '../../lib/otel/metrics.js';

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

function createGauge() {
  let now = 0;
  const gauge = new LifetimeGauge(() => now);
  const at = (ms: number) => {
    now = ms;
  };
  return { gauge, at };
}

describe('O-2 the remaining lifetime', () => {
  it('T-5 counts from when the request was sent', () => {
    const { gauge, at } = createGauge();
    at(1_500);
    gauge.onEvent(acquired('a', 60_000, 1_500));
    expect(gauge.read()).toEqual([['a', 58.5]]);
    at(31_500);
    expect(gauge.read()).toEqual([['a', 28.5]]);
  });

  it('F-1 uses the token’s expiry if the event has it, as for a token that another process fetched', () => {
    const { gauge } = createGauge();
    gauge.onEvent(acquired('a', 60_000, 5, 20_000));
    expect(gauge.read()).toEqual([['a', 20]]);
  });

  it('is 0 for ten minutes after the token expires, then no longer reported', () => {
    const { gauge, at } = createGauge();
    gauge.onEvent(acquired('a', 60_000));
    at(60_000 + 600_000);
    expect(gauge.read()).toEqual([['a', 0]]);
    at(60_000 + 600_001);
    expect(gauge.read()).toEqual([]);
  });

  it('drops to 0 with a rejection, starts again with the next token, and is separate for each account', () => {
    const { gauge } = createGauge();
    gauge.onEvent(acquired('a', 60_000));
    gauge.onEvent(acquired('b', 5_000));
    gauge.onEvent(rejected('a'));
    expect(gauge.read()).toEqual([
      ['a', 0],
      ['b', 5],
    ]);
    gauge.onEvent(acquired('a', 10_000));
    gauge.onEvent(acquired('c', 0, 200));
    expect(gauge.read()).toEqual([
      ['a', 10],
      ['b', 5],
      ['c', 0],
    ]);
  });

  it('ignores other events', () => {
    const { gauge } = createGauge();
    gauge.onEvent({ type: 'token.requested', account: 'a', at: 0, reason: 'cold', attempt: 1 });
    expect(gauge.read()).toEqual([]);
  });
});
