import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { type RedisClient, RedisTokenStore } from '../../lib/redis/index.js';
import { authorized } from '../support/authorized.js';
import { describeWithRedis } from '../support/describe-with-redis.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { hasRedis, RedisServer } from '../support/redis.js';
import { CLIENT_KINDS } from '../support/redis-clients.js';
import { RedisProxy } from '../support/redis-proxy.js';

let redis: RedisServer;
let fake: FakeAspose;
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  if (!hasRedis) return;
  [redis, fake] = await Promise.all([RedisServer.start(), FakeAspose.start()]);
});

afterEach(async () => {
  if (!hasRedis) return;
  redis.signal('SIGCONT');
  for (const cleanup of cleanups.splice(0)) await cleanup();
  await Promise.all([redis.stop(), fake.stop()]);
});

const connectIoredis = () => {
  const client = new Redis(redis.url, { retryStrategy: () => 50 });
  client.on('error', () => undefined);
  cleanups.push(() => client.disconnect());
  return client;
};

/** A client by its name in the list of supported ones. */
async function connectClient(name: string, port = redis.port): Promise<RedisClient> {
  const { client, close } = (await CLIENT_KINDS.find((kind) => kind.name === name)?.connect({ port })) ?? {};
  if (client === undefined) throw new Error(`there is no client ${name}`);
  cleanups.push(() => close?.());
  return client;
}

/** What one process of a fleet has. */
const createMember = (client: RedisClient = connectIoredis()) =>
  authorized({ ...fake.options, store: new RedisTokenStore(client) });

type Member = ReturnType<typeof createMember>;

/**
 * Revokes all tokens and calls the API through every member, so that each needs the store or the endpoint.
 *
 * @returns The number of failed calls.
 */
async function callAfterRevocation(members: readonly Member[]): Promise<number> {
  fake.revokeAll();
  const calls = members.flatMap(({ axios }) => Array.from({ length: 20 }, () => axios.get('/call')));
  return (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected').length;
}

const countWarnings = (members: readonly Member[]) =>
  members.map(({ events }) => events.filter(({ type }) => type === 'store.failed').length);
const hasRecovered = ({ events }: Member) => events.some(({ type }) => type === 'store.recovered');

function sendSignal(signal: NodeJS.Signals): Promise<void> {
  redis.signal(signal);
  return Promise.resolve();
}

/** Name of the outage, how it begins, and how it ends. */
const OUTAGES: [name: string, begin: () => Promise<unknown>, end: () => Promise<unknown>][] = [
  ['is killed', () => redis.stop(), () => redis.run()],
  ['is paused', () => sendSignal('SIGSTOP'), () => sendSignal('SIGCONT')],
  [
    'is full',
    () => connectIoredis().config('SET', 'maxmemory', '1'),
    () => connectIoredis().config('SET', 'maxmemory', '0'),
  ],
  ['is read-only', () => connectIoredis().replicaof('127.0.0.1', 1), () => connectIoredis().replicaof('NO', 'ONE')],
];

describeWithRedis('F-3 a Redis that', () => {
  it.each(OUTAGES)(
    '%s fails no call, causes one warning, and is used again after it recovers',
    async (_name, begin, end) => {
      const names = ['ioredis 6', 'createClient of redis 4', 'createClient of redis 6', 'GlideClient'];
      const clients = await Promise.all(names.map((name) => connectClient(name)));
      const members = clients.map((client) => createMember(client));
      expect(await callAfterRevocation(members)).toBe(0);
      expect(fake.tokenRequests).toHaveLength(1);

      await begin();
      for (let round = 0; round < 3; round += 1) expect(await callAfterRevocation(members)).toBe(0);
      expect(countWarnings(members)).toEqual([1, 1, 1, 1]);

      await end();
      // On a busy machine, Redis may exceed its timeout for one more round.
      let requests = 0;
      for (let round = 0; round < 40 && !(members.every(hasRecovered) && requests === 1); round += 1) {
        await sleep(100);
        const before = fake.tokenRequests.length;
        expect(await callAfterRevocation(members)).toBe(0);
        requests = fake.tokenRequests.length - before;
      }
      expect(members.every(hasRecovered)).toBe(true);
      expect(requests).toBe(1);
    },
    40_000,
  );

  it('is slow delays each token fetch by its timeout, and fails no call', async () => {
    const proxy = await RedisProxy.start(redis.port);
    cleanups.push(() => proxy.stop());
    proxy.delayMs = 500;
    const slow = createMember(await connectClient('ioredis 6', proxy.port));
    const startedAt = Date.now();
    expect(await callAfterRevocation([slow])).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(countWarnings([slow])).toEqual([1]);
  });

  it('was restarted empty is filled again', async () => {
    const members = [createMember(), createMember()];
    expect(await callAfterRevocation(members)).toBe(0);
    await redis.stop();
    await redis.run();
    await sleep(200);
    expect(await callAfterRevocation(members)).toBe(0);
    expect(await connectIoredis().keys('aspose-auth:token:*')).toHaveLength(1);
  });

  it('holds garbage gets valid values again, without a warning', async () => {
    const members = [createMember(), createMember()];
    expect(await callAfterRevocation(members)).toBe(0);
    const client = connectIoredis();
    for (const key of await client.keys('*')) await client.set(key, 'garbage', 'PX', 60_000);
    const fresh = [createMember(), createMember()];
    expect(await callAfterRevocation([...members, ...fresh])).toBe(0);
    expect(countWarnings([...members, ...fresh])).toEqual([0, 0, 0, 0]);
    expect(fake.tokenRequests).toHaveLength(2);
    const [key = ''] = await client.keys('aspose-auth:token:*');
    expect(await client.get(key)).toMatch(/^v1\./);
  });

  it('holds values of another type gets valid values again, without a warning', async () => {
    const members = [createMember(), createMember()];
    expect(await callAfterRevocation(members)).toBe(0);
    const client = connectIoredis();
    for (const key of await client.keys('aspose-auth:*')) {
      await client.del(key);
      await client.lpush(key, 'a list');
    }
    const before = fake.tokenRequests.length;
    expect(await callAfterRevocation(members)).toBe(0);
    expect(fake.tokenRequests.length - before).toBe(1);
    expect(countWarnings(members)).toEqual([0, 0]);
    const [key = ''] = await client.keys('aspose-auth:token:*');
    expect(await client.get(key)).toMatch(/^v1\./);
  });

  it('is down when the application starts fails no call', async () => {
    await redis.stop();
    const alone = createMember();
    expect(await callAfterRevocation([alone])).toBe(0);
    expect(countWarnings([alone])).toEqual([1]);
  });

  it.each(['createSentinel of redis 6', 'ioredis 6 with sentinels'])(
    'fails over is used again by %s, without a failed call',
    async (name) => {
      const replica = await RedisServer.start(`replicaof 127.0.0.1 ${redis.port}`);
      const sentinel = await RedisServer.startSentinel(redis.port);
      cleanups.push(() => Promise.all([replica.stop(), sentinel.stop()]));
      const admin = new Redis(sentinel.url);
      cleanups.push(() => admin.disconnect());
      for (let look = 0; look < 200; look += 1) {
        if (String(await admin.call('SENTINEL', 'REPLICAS', 'main')).includes(`${replica.port}`)) break;
        await sleep(50);
      }
      const members = [
        createMember(await connectClient(name, sentinel.port)),
        createMember(await connectClient(name, sentinel.port)),
      ];
      expect(await callAfterRevocation(members)).toBe(0);
      expect(fake.tokenRequests).toHaveLength(1);
      await redis.stop();
      for (let round = 0; round < 100 && !members.every(hasRecovered); round += 1) {
        expect(await callAfterRevocation(members)).toBe(0);
        await sleep(100);
      }
      expect(members.every(hasRecovered)).toBe(true);
      const before = fake.tokenRequests.length;
      expect(await callAfterRevocation(members)).toBe(0);
      expect(fake.tokenRequests.length - before).toBe(1);
    },
    40_000,
  );
});
