import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { RedisTokenStore, type RedisTokenStoreOptions } from '../../lib/redis/index.js';
import { authorized } from '../support/authorized.js';
import { describeWithRedis } from '../support/describe-with-redis.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { hasRedis, RedisServer } from '../support/redis.js';
import { RedisProxy } from '../support/redis-proxy.js';

const KEY = 'lease:{pair}';
const NAME = `aspose-auth:${KEY}`;

let server: RedisServer;
let proxy: RedisProxy;
let admin: Redis;
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  if (!hasRedis) return;
  server = await RedisServer.start();
  proxy = await RedisProxy.start(server.port);
  admin = new Redis(server.url);
});

afterEach(async () => {
  if (!hasRedis) return;
  for (const cleanup of cleanups.splice(0)) await cleanup();
  admin.disconnect();
  proxy.stop();
  await server.stop();
});

/** Rights of a Redis user, with and without scripts. The second set is the least that the store needs. */
const RIGHTS = [
  ['with EVAL', '+get +set +pttl +eval +pexpire'],
  ['without EVAL', '+get +set +pttl'],
  ['without PEXPIRE in scripts', '+get +set +pttl +eval'],
] as const;

async function createStore(options: RedisTokenStoreOptions = {}, rights?: string): Promise<RedisTokenStore> {
  const [username, password] = [`user-${randomUUID()}`, randomUUID()];
  if (rights) {
    await admin.call('ACL', 'SETUSER', username, 'on', `>${password}`, '~aspose-auth:*', ...rights.split(' '));
  }
  const client = new Redis(proxy.url, {
    retryStrategy: () => 50,
    enableReadyCheck: false, // needs the right to INFO
    ...(rights && { username, password }),
  });
  client.on('error', () => undefined);
  cleanups.push(() => client.disconnect());
  return new RedisTokenStore(client, { timeoutMs: 1_000, ...options });
}

const holdForOther = () => admin.set(NAME, 'other', 'PX', 3_000);

describeWithRedis('the lease of a RedisTokenStore', () => {
  it.each(RIGHTS)('F-2 %s is renewed and released, and only by its owner', async (_name, rights) => {
    const store = await createStore({}, rights);
    const lease = await store.lease(KEY);
    await admin.pexpire(NAME, 2_000);
    await expect(lease?.renew()).resolves.toBe(true);
    expect(await admin.pttl(NAME)).toBeGreaterThan(2_500);
    await lease?.release();
    await sleep(5);
    await expect(admin.exists(NAME)).resolves.toBe(0);

    const lost = await store.lease(KEY);
    await holdForOther();
    await expect(lost?.renew()).resolves.toBe(false);
    await lost?.release();
    await expect(admin.get(NAME)).resolves.toBe('other');
    expect(await admin.pttl(NAME)).toBeGreaterThan(2_500);
  });

  it.each(RIGHTS)('F-2 %s is known to its owner after a lost reply', async (_name, rights) => {
    const store = await createStore({}, rights);
    await (await store.lease('lease:{other pair}'))?.release();
    let breaks = 1;
    proxy.breaksOn = (request) => request.includes('NX') && breaks-- > 0;
    const lease = await store.lease(KEY); // ioredis connects again, and sends the command again
    expect(lease).toBeDefined();
    await lease?.release();
    await sleep(5);
    await expect(admin.exists(NAME)).resolves.toBe(0);
  });

  it.each(RIGHTS)('F-2 %s is known to its owner if Redis still has it', async (_name, rights) => {
    const [store, other] = [await createStore({}, rights), await createStore({}, rights)];
    const lease = await store.lease(KEY);
    const owner = String(await admin.get(NAME));
    await lease?.release();
    await sleep(5);
    await admin.set(NAME, owner, 'PX', 2_000); // as if the release had not arrived
    await expect(other.lease(KEY)).resolves.toBeUndefined();
    await expect(store.lease(KEY)).resolves.toBeDefined();
    expect(await admin.pttl(NAME)).toBeGreaterThan(2_500);
  });

  it('F-2 is left to expire without EVAL if another process could acquire it meanwhile', async () => {
    const store = await createStore({ leaseMs: 1_200, timeoutMs: 1_000 }, '+get +set +pttl');
    const lease = await store.lease(KEY);
    await sleep(300);
    await lease?.release();
    expect(await admin.exists(NAME)).toBe(1);
    await sleep(1_000);
    expect(await admin.exists(NAME)).toBe(0);
  });

  it('F-2 is given back if it is acquired after the timeout', async () => {
    const store = await createStore({ timeoutMs: 100 });
    await (await store.lease('lease:{other pair}'))?.release();
    proxy.delayMs = 300;
    await expect(store.lease(KEY)).rejects.toThrow('Redis did not respond within 100 ms (timeoutMs)');
    await expect(admin.exists(NAME)).resolves.toBe(1);
    proxy.delayMs = 0;
    await sleep(500);
    await expect(admin.exists(NAME)).resolves.toBe(0);
  });

  it('F-2 is kept if it arrives late, and a later caller has acquired it meanwhile', async () => {
    const replies: (() => void)[] = [];
    const client = {
      // The first reply to SET is late, as through one of several connections.
      call: async (...words: string[]) => {
        const reply = await admin.call(...(words as [string]));
        if (words.includes('nx') || words.includes('NX')) await new Promise<void>((resolve) => replies.push(resolve));
        return reply;
      },
    };
    const store = new RedisTokenStore(client, { timeoutMs: 100 });
    await expect(store.lease(KEY)).rejects.toThrow('100 ms');
    const next = store.lease(KEY);
    await sleep(20);
    replies[1]?.();
    expect(await next).toBeDefined();
    replies[0]?.();
    await sleep(50);
    await expect(admin.exists(NAME)).resolves.toBe(1);
  });

  it('F-1 is acquired once by concurrent callers of one store', async () => {
    const store = await createStore();
    const leases = await Promise.all(Array.from({ length: 10 }, () => store.lease(KEY)));
    const acquired = leases.filter((lease) => lease !== undefined);
    expect(acquired).toHaveLength(1);
    await expect(store.lease(KEY)).resolves.toBeUndefined();
    await acquired[0]?.release();
    await expect(store.lease(KEY)).resolves.toBeDefined();
  });

  it('F-2 that is over is not mistaken for the next one of the same store', async () => {
    const store = await createStore({ leaseMs: 200 });
    const old = await store.lease(KEY);
    await sleep(250);
    const next = await store.lease(KEY);
    expect(next).toBeDefined();
    await expect(old?.renew()).resolves.toBe(false);
    await old?.release();
    await expect(admin.exists(NAME)).resolves.toBe(1);
    await expect(next?.renew()).resolves.toBe(true);
  });

  it('lasts 3 s', async () => {
    const store = await createStore();
    await store.lease(KEY);
    expect(await admin.pttl(NAME)).toBeGreaterThan(2_500);
    expect(await admin.pttl(NAME)).toBeLessThanOrEqual(3_000);
  });

  it.each(RIGHTS)('F-2 %s delays no caller that needs another token', async (_name, rights) => {
    const fake = await FakeAspose.start();
    cleanups.push(() => fake.stop());
    const members = [];
    for (let count = 0; count < 2; count += 1) {
      members.push(authorized({ ...fake.options, store: await createStore({}, rights) }));
    }
    for (let round = 0; round < 3; round += 1) {
      fake.revokeAll();
      const startedAt = performance.now();
      for (const { axios } of members) await axios.get('/call');
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      expect(fake.tokenRequests).toHaveLength(round + 1);
    }
    expect(members.flatMap(({ events }) => events.filter(({ type }) => type === 'store.failed'))).toEqual([]);
  });

  it.each(RIGHTS)('F-5 %s, the lifetime of a value does not begin anew if it is stored late', async (_name, rights) => {
    const store = await createStore({ timeoutMs: 100 }, rights);
    await store.get('token');
    server.signal('SIGSTOP');
    cleanups.push(() => server.signal('SIGCONT'));
    await expect(store.set('token', 'value', 10_000)).rejects.toThrow('100 ms');
    await sleep(1_000);
    server.signal('SIGCONT');
    await sleep(200);
    expect(await admin.pttl('aspose-auth:token')).toBeGreaterThan(7_000);
    expect(await admin.pttl('aspose-auth:token')).toBeLessThan(9_000);
  });

  it('F-3 of a user without any rights fails, and no call does', async () => {
    const fake = await FakeAspose.start();
    cleanups.push(() => fake.stop());
    await admin.call('ACL', 'SETUSER', 'nobody', 'on', '>password', '~other:*', '+get');
    const client = createClient({ url: proxy.url, username: 'nobody', password: 'password' });
    client.on('error', () => undefined);
    await client.connect();
    cleanups.push(() => client.destroy());
    const { axios, events } = authorized({ ...fake.options, store: new RedisTokenStore(client) });
    await expect(axios.get('/call')).resolves.toMatchObject({ status: 200 });
    expect(events.filter(({ type }) => type === 'store.failed')).toMatchObject([
      { message: expect.stringMatching(/NOPERM|permission/) },
    ]);
  });
});
