import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisTokenStore, type RedisTokenStoreOptions } from '../../lib/redis/index.js';
import { authorized } from '../support/authorized.js';
import { describeWithRedis } from '../support/describe-with-redis.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { hasRedis, RedisServer } from '../support/redis.js';
import { CLIENT_KINDS, type ClientKind, type ClientOptions } from '../support/redis-clients.js';
import { RedisProxy } from '../support/redis-proxy.js';

/** Longer than the delay of the slowest test, so that no test depends on the speed of the machine. */
const OPTIONS: RedisTokenStoreOptions = { timeoutMs: 5_000 };

let server: RedisServer;
let proxy: RedisProxy;
let sentinel: RedisServer;
let cluster: RedisServer[] = [];
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  if (!hasRedis) return;
  [server, cluster] = await Promise.all([RedisServer.start(), RedisServer.startCluster()]);
  proxy = await RedisProxy.start(server.port);
  sentinel = await RedisServer.startSentinel(proxy.port);
});

afterAll(async () => {
  if (!hasRedis) return;
  proxy.stop();
  await Promise.all([server, sentinel, ...cluster].map((each) => each.stop()));
});

afterEach(async () => {
  proxy.delayMs = 0;
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Ports by topology. A server, and the master of a sentinel, are behind the proxy. */
const getPort = ({ topology }: ClientKind) =>
  ({ server: proxy.port, sentinel: sentinel.port, cluster: cluster[0]?.port ?? 0 })[topology];

async function createStore(kind: ClientKind, options: Partial<ClientOptions> = {}): Promise<RedisTokenStore> {
  const { client, close } = await kind.connect({ port: getPort(kind), ...options });
  cleanups.push(close);
  return new RedisTokenStore(client, OPTIONS);
}

/** How often the nodes of the cluster have told a client to ask another node. */
async function countRedirections(): Promise<number> {
  const counts = cluster.map(async ({ url }) => {
    const client = new Redis(url);
    const info = await client.info('errorstats').finally(() => client.disconnect());
    return Number(/errorstat_MOVED:count=(\d+)/.exec(info)?.[1] ?? 0);
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** Creates a list where a value belongs: on the server, and on the node of the cluster that has the key. */
async function pushToList(key: string): Promise<void> {
  for (const { url } of [server, ...cluster]) {
    const client = new Redis(url);
    await client.lpush(key, 'a list').catch((error: unknown) => expect(String(error)).toContain('MOVED'));
    client.disconnect();
  }
}

/** The keys of every server. */
async function listKeys(): Promise<string[]> {
  const keys = [server, ...cluster].map(async ({ url }) => {
    const client = new Redis(url);
    return client.keys('*').finally(() => client.disconnect());
  });
  return (await Promise.all(keys)).flat();
}

describeWithRedis.each(CLIENT_KINDS.map((kind) => [kind.name, kind] as const))('%s', (_name, kind) => {
  it('F-1 stores values with a lifetime, for others to read', async () => {
    const [one, other] = [await createStore(kind), await createStore(kind)];
    const key = `token:{${randomUUID()}}:name`;
    await expect(one.get(key)).resolves.toBeUndefined();
    await one.set(key, 'first', 60_000.5);
    await one.set(key, 'second', 30_000);
    const found = await other.get(key);
    expect(found?.value).toBe('second');
    expect(found?.ttlMs).toBeGreaterThan(25_000);
    expect(found?.ttlMs).toBeLessThanOrEqual(30_000);
  });

  it('F-3 takes a key of another type for none, and replaces it', async () => {
    const store = await createStore(kind);
    const key = `token:{${randomUUID()}}:name`;
    await pushToList(`aspose-auth:${key}`);
    await expect(store.get(key)).resolves.toBeUndefined();
    await store.set(key, 'first', 30_000);
    expect((await store.get(key))?.value).toBe('first');
  });

  it('F-2 acquires a lease once, renews it and releases it', async () => {
    const [one, other] = [await createStore(kind), await createStore(kind)];
    const key = `lease:{${randomUUID()}}`;
    const lease = await one.lease(key);
    expect(lease?.ttlMs).toBe(3_000);
    await expect(other.lease(key)).resolves.toBeUndefined();
    await expect(lease?.renew()).resolves.toBe(true);
    await lease?.release();
    const next = await other.lease(key);
    expect(next).toBeDefined();
    await expect(lease?.renew()).resolves.toBe(false);
    await lease?.release(); // another's
    await expect(one.lease(key)).resolves.toBeUndefined();
    await next?.release();
  });

  it('F-3 reads bytes', async () => {
    const store = await createStore(kind, { isBinary: true });
    const key = `token:{${randomUUID()}}:name`;
    await store.set(key, 'value', 60_000);
    await expect(store.get(key)).resolves.toMatchObject({ value: 'value' });
    const lease = await store.lease(key.replace('token', 'lease'));
    await expect(lease?.renew()).resolves.toBe(true);
    await lease?.release();
  });

  it('stores everything under its own prefix and that of the client', async () => {
    const id = randomUUID();
    const store = await createStore(kind, kind.hasKeyPrefix ? { keyPrefix: 'application:' } : {});
    await store.set(`token:{${id}}:name`, 'value', 60_000);
    await expect(store.get(`token:{${id}}:name`)).resolves.toMatchObject({ value: 'value' });
    const lease = await store.lease(`lease:{${id}}`);
    await expect(lease?.renew()).resolves.toBe(true);
    const prefix = kind.hasKeyPrefix ? 'application:aspose-auth:' : 'aspose-auth:';
    const expected = [`${prefix}lease:{${id}}`, `${prefix}token:{${id}}:name`];
    expect((await listKeys()).filter((key) => key.includes(id)).sort()).toEqual(expected);
    await lease?.release();
    expect((await listKeys()).filter((key) => key.includes(id))).toEqual(expected.slice(1));
  });

  it('F-1 lets four applications share one token', async () => {
    const fake = await FakeAspose.start();
    cleanups.push(() => fake.stop());
    for (let count = 0; count < 4; count += 1) {
      const store = await createStore(kind, { isBinary: count % 2 === 1 });
      const { axios, events } = authorized({ ...fake.options, store });
      await axios.get('/call');
      expect(events.filter(({ type }) => type === 'store.failed')).toEqual([]);
    }
    expect(fake.tokenRequests).toHaveLength(1);
  });

  if (kind.topology === 'cluster') {
    it('sends each command to the node that has the key', async () => {
      const store = await createStore(kind);
      await (await store.lease('warm-up'))?.release();
      const before = await countRedirections();
      for (let count = 0; count < 10; count += 1) await (await store.lease(`lease:{${randomUUID()}}`))?.release();
      expect((await countRedirections()) - before).toBe(0);
    });
  } else {
    it('reads a value in one round trip', async () => {
      const store = await createStore(kind);
      await store.set('key', 'value', 60_000);
      proxy.delayMs = 300;
      const sentAt = performance.now();
      await store.get('key');
      expect(performance.now() - sentAt).toBeLessThan(550);
    });
  }
});
