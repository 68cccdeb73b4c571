import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from '@jest/globals';
import { TOKEN_AWAITED } from '../../lib/observe/channels.js';
import { outcomesOf } from '../../lib/observe/outcomes.js';
import { answered, caught, harness } from '../support/cycle.js';

const S = 1_000;
/** What has been counted for the default account since the last look; its row is the process's. */
function counter() {
  let last = { ...outcomesOf('default') };
  return () => {
    const now = { ...outcomesOf('default') };
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
    expect(counted()).toEqual({ stale: 3 });
  });

  it('T-7 those who fail at once, each of them', async () => {
    const { tokens, next } = harness();
    const first = caught(tokens.getToken());
    await (await next()).reply(answered(400, {}, 'invalid_client'));
    await first;
    const counted = counter();
    await caught(tokens.getToken());
    await caught(tokens.getToken());
    expect(counted()).toEqual({ refused: 2 });
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
