import { describe, expect, it } from '@jest/globals';
import { AsposeAuthError } from '../../lib/errors.js';
import { answered, caught, granted, harness, settled } from '../support/token-harness.js';

const S = 1_000;

describe('T-4 the wait that is told behind a good token', () => {
  it('is the longer one, of the pause after several failures and a short Retry-After', async () => {
    const { manager, tokens, next, events, advance, acquire, sentAt } = harness();
    await acquire('one', 86_400);
    await advance(86_200 * S); // 200 s are left
    for (let failure = 0; failure < 4; failure += 1) {
      manager.getCached();
      await (await next()).reply(answered(503));
      await advance(Math.ceil(tokens.state.lastError!.retryAfterMs));
    }
    manager.getCached();
    await (await next()).reply(answered(503, { 'retry-after': '1' }));
    const { retryAfterMs } = tokens.state.lastError!;
    expect([events.at(-1), retryAfterMs]).toEqual([expect.objectContaining({ retryAfterMs: 8_000 }), 8_000]);
    await advance(7_999);
    manager.getCached();
    expect(sentAt).toHaveLength(6);
    await advance(1);
    manager.getCached();
    await settled();
    expect(sentAt).toHaveLength(7);
  });
});

describe('T-7 a pause behind a good token', () => {
  it('does not outlive the token if the machine is suspended meanwhile', async () => {
    const { manager, tokens, next, clock, advance, acquire } = harness();
    await acquire('one', 3_600);
    await advance(3_400 * S);
    for (let failure = 0; failure < 5; failure += 1) {
      manager.getCached();
      await (await next()).reply(answered(503));
      if (failure < 4) await advance(Math.ceil(tokens.state.lastError!.retryAfterMs));
    }
    expect(tokens.state.lastError?.retryAfterMs).toBe(8_000);
    const elapsed = clock.elapsed.bind(clock);
    clock.elapsed = () => elapsed() + 3_600 * S; // the monotonic clock stands still
    const call = tokens.getToken();
    await (await next()).reply(granted('two'));
    expect((await call).value).toBe('two');
  });
});

describe('T-12 a pause that ends between two readings of the clock', () => {
  it.each([0, 1, 2, 3, 4, 5])('ends in an AsposeAuthError or a new fetch, after %d readings', async (before) => {
    const { manager, tokens, next, clock } = harness();
    const failing = caught(tokens.getToken());
    await (await next()).reply({ status: 200, headers: {}, body: 'no JSON' });
    await failing;
    clock.advance(tokens.state.lastError!.retryAfterMs - 1);
    let readings = 0;
    for (const reading of ['elapsed', 'monotonic'] as const) {
      const read = clock[reading].bind(clock);
      clock[reading] = () => {
        readings += 1;
        return readings > before ? read() + 2 : read();
      };
    }
    let outcome: unknown = 'waits';
    try {
      manager.getCached();
    } catch (error) {
      outcome = error;
    }
    expect(outcome === 'waits' || AsposeAuthError.is(outcome)).toBe(true);
  });
});
