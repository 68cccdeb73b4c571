import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from '@jest/globals';
import { TOKEN_AWAITED } from '../../lib/events/diagnostics-channels.js';
import { getTokenCounts } from '../../lib/events/token-counters.js';
import { answered, caught, harness, settled } from '../support/token-harness.js';

const S = 1_000;
/** What has been counted for the default account since the last look; its row is the process's. */
function counter() {
  let last = { ...getTokenCounts('default') };
  return () => {
    const now = { ...getTokenCounts('default') };
    const since = Object.entries(now).map(([name, count]) => [name, count - last[name as keyof typeof last]] as const);
    last = now;
    return Object.fromEntries(since.filter(([, count]) => count !== 0));
  };
}

describe('O-2 what callers got is counted', () => {
  it('T-1 T-2 a miss, its company, and hits', async () => {
    const counted = counter();
    const { tokens, acquire } = harness();
    const company = [1, 2].map(() => tokens.getToken());
    await acquire();
    await Promise.all(company);
    expect(counted()).toEqual({ miss: 1, joined: 2 });
    for (let call = 0; call < 5; call += 1) await tokens.getToken();
    tokens.current();
    expect(counted()).toEqual({ hit: 5 });
  });

  it('T-3 T-4 the old token in the refresh window, whether its refresh is under way, or has failed', async () => {
    const { tokens, acquire, advance, next } = harness();
    await acquire();
    const counted = counter();
    await advance(3_300 * S);
    await tokens.getToken();
    await tokens.getToken();
    await (await next()).reply(answered(503));
    await tokens.getToken();
    expect(counted()).toEqual({ refresh_due: 3 });
  });

  it('T-7 those who fail at once, each of them', async () => {
    const { tokens, next } = harness();
    const first = caught(tokens.getToken());
    await (await next()).reply(answered(400, {}, 'invalid_client'));
    await first;
    const counted = counter();
    await caught(tokens.getToken());
    await caught(tokens.getToken());
    expect(counted()).toEqual({ failed_fast: 2 });
  });

  it('T-7 those whose wait comes to nothing, each time: an endpoint that is gone, and a call every 5 s', async () => {
    const { tokens, next, advance } = harness();
    const counted = counter();
    for (let call = 0; call < 3; call += 1) {
      const company = [caught(tokens.getToken()), caught(tokens.getToken())];
      for (const pause of [400, 800, 0]) {
        await (await next()).fail('ECONNREFUSED');
        await advance(pause);
      }
      await Promise.all(company);
      await advance(5 * S);
    }
    expect(counted()).toEqual({ failed: 6 });
  });

  it('T-8 those that the guard blocks after a look at a secret that may have changed, and those that fail fast until the next look', async () => {
    const { tokens, next, advance, sentAt } = harness({ clientSecret: () => 'wrong' });
    const counted = counter();
    const first = caught(tokens.getToken());
    await (await next()).reply(answered(400, {}, 'invalid_client'));
    await first;
    await caught(tokens.getToken());
    await advance(250);
    await caught(tokens.getToken());
    await caught(tokens.getToken());
    expect([counted(), sentAt.length]).toEqual([{ failed: 2, failed_fast: 2 }, 1]);
  });

  it('T-4 a wait that falls back on the old token is none of them', async () => {
    const { acquire, tokens, advance, next } = harness();
    await acquire();
    await advance(3_590 * S);
    const counted = counter();
    const company = [tokens.getToken(), tokens.getToken()];
    await (await next()).reply(answered(503));
    await Promise.all(company);
    expect(counted()).toEqual({ miss: 1, joined: 1 });
  });

  it('T-9 nor is a caller that gives up, when it does', async () => {
    const { tokens, next } = harness();
    const counted = counter();
    const abort = new AbortController();
    const aborted = caught(tokens.getToken({ signal: abort.signal }));
    const subscription = tokens.token$.subscribe();
    await settled();
    expect(counted()).toEqual({});
    abort.abort();
    await aborted;
    expect(counted()).toEqual({ miss: 1 });
    subscription.unsubscribe();
    expect(counted()).toEqual({ joined: 1 });
    await (await next()).reply(answered(404));
    expect(counted()).toEqual({});
  });

  it('nor is one whose account or application goes away', async () => {
    const { tokens, manager } = harness();
    const counted = counter();
    const company = [caught(tokens.getToken()), caught(tokens.getToken())];
    await settled();
    manager.close();
    await Promise.all(company);
    expect(counted()).toEqual({ miss: 1, joined: 1 });
  });
});

it('O-1 who begins to wait is told on a channel of its own, in the order of coming', async () => {
  const told: unknown[] = [];
  const onMessage = (message: unknown) => void told.push(message);
  subscribe(TOKEN_AWAITED.name, onMessage);
  const { tokens, acquire } = harness();
  const company = tokens.getToken();
  await acquire();
  await company;
  await tokens.getToken();
  unsubscribe(TOKEN_AWAITED.name, onMessage);
  expect(told).toEqual([
    { account: 'default', joined: false },
    { account: 'default', joined: true },
  ]);
});
