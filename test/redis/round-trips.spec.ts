import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createAccount } from '../../lib/accounts/account.js';
import { RedisTokenStore } from '../../lib/redis/index.js';
import { systemClock } from '../../lib/util/clock.js';
import { describeWithRedis } from '../support/describe-with-redis.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { hasRedis, RedisServer } from '../support/redis.js';
import { RedisProxy } from '../support/redis-proxy.js';
import { settingsWith } from '../support/settings.js';

let redis: RedisServer;
let admin: Redis;

beforeAll(async () => {
  if (!hasRedis) return;
  redis = await RedisServer.start();
  admin = new Redis(redis.url);
});

afterAll(async () => {
  if (!hasRedis) return;
  admin.disconnect();
  await redis.stop();
});

/** A store is given up by these timers. Without them, a call that waits for a reply that never comes never settles. */
const clockWithoutTimers = { ...systemClock(), after: () => () => undefined };

/** A cold process that needs a token. From the response of the endpoint on, Redis replies to nothing. */
async function acquireCold(): Promise<{ before: number | undefined; token: string; valid: string[] }> {
  const [proxy, fake] = await Promise.all([RedisProxy.start(redis.port), FakeAspose.start()]);
  const client = new Redis(proxy.url);
  await client.ping(); // what it sends when it connects is over
  proxy.roundTripMs = 50; // commands sent together arrive together, however busy the machine is
  proxy.roundTrips = 0;
  let before: number | undefined;
  fake.onToken = (_seen, response) => {
    before = proxy.roundTrips;
    proxy.hold();
    fake.grant(response);
  };
  const store = new RedisTokenStore(client, { timeoutMs: 2 ** 31 - 1 });
  const { tokens } = createAccount(settingsWith(fake.options), { clock: clockWithoutTimers, store });
  try {
    const { value } = await tokens.getToken({ signal: AbortSignal.timeout(4_000) });
    return { before, token: value, valid: [...fake.valid] };
  } finally {
    client.disconnect();
    proxy.stop();
    await fake.stop();
  }
}

describeWithRedis('the store on the way to a token', () => {
  it.each([
    ['with EVAL', '+eval'],
    ['without EVAL', '-eval'],
  ])('F-2 costs two round trips before the request leaves, and none after its response, %s', async (_text, rule) => {
    await admin.call('ACL', 'SETUSER', 'default', rule);
    const { before, token, valid } = await acquireCold();
    expect(before).toBe(2);
    expect(valid).toEqual([token]);
  });
});
