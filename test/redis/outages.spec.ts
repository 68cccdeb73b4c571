import { type AddressInfo, createServer, connect as dial, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { RedisTokenStore } from '../../lib/redis/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { hasRedis, RedisServer } from '../support/redis.js';

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

const ioredis = (url = redis.url) => {
  const client = new Redis(url, { retryStrategy: () => 50 });
  client.on('error', () => undefined);
  cleanups.push(() => client.disconnect());
  return client;
};

const nodeRedis = async (url = redis.url) => {
  const client = createClient({ url, socket: { reconnectStrategy: () => 50 } });
  client.on('error', () => undefined);
  await client.connect();
  cleanups.push(() => client.destroy());
  return client;
};

/** One process of a fleet, but for the process. */
const member = (client: ConstructorParameters<typeof RedisTokenStore>[0] = ioredis()) =>
  authorized({ ...fake.options, store: new RedisTokenStore(client) });

type Parts = ReturnType<typeof member>;

/** Calls through both members after each has lost its token, so that each needs the store or the endpoint. */
async function callAfterLoss(members: readonly Parts[]): Promise<number> {
  fake.revokeAll();
  const calls = members.flatMap(({ axios }) => Array.from({ length: 20 }, () => axios.get('/call')));
  return (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected').length;
}

const warnings = (members: readonly Parts[]) =>
  members.map(({ events }) => events.filter(({ type }) => type === 'store.failed').length);
const recovered = ({ events }: Parts) => events.some(({ type }) => type === 'store.recovered');

/** A connection to Redis on which every answer takes its time. */
async function slowPath(port: number, delayMs: number): Promise<string> {
  const server: Server = createServer((near) => {
    const far = dial(port, '127.0.0.1');
    near.pipe(far);
    far.on('data', (chunk) => void sleep(delayMs).then(() => near.write(chunk)));
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.on('close', () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function signalled(signal: NodeJS.Signals): Promise<void> {
  redis.signal(signal);
  return Promise.resolve();
}

/** what happens, and what takes it back */
const OUTAGES: [name: string, strike: () => Promise<unknown>, mend: () => Promise<unknown>][] = [
  ['is killed', () => redis.stop(), () => redis.run()],
  ['is paused', () => signalled('SIGSTOP'), () => signalled('SIGCONT')],
  ['is full', () => ioredis().config('SET', 'maxmemory', '1'), () => ioredis().config('SET', 'maxmemory', '0')],
  ['is read-only', () => ioredis().replicaof('127.0.0.1', 1), () => ioredis().replicaof('NO', 'ONE')],
];

(hasRedis ? describe : describe.skip)('F-3 a Redis that', () => {
  it.each(OUTAGES)(
    '%s fails no call, costs one warning, and is used again when it is back',
    async (_name, strike, mend) => {
      const members = [member(), member(await nodeRedis())];
      expect(await callAfterLoss(members)).toBe(0);
      expect(fake.tokenRequests).toHaveLength(1);

      await strike();
      for (let round = 0; round < 3; round += 1) expect(await callAfterLoss(members)).toBe(0);
      expect(warnings(members)).toEqual([1, 1]);

      await mend();
      for (let round = 0; round < 40 && !members.every(recovered); round += 1) {
        expect(await callAfterLoss(members)).toBe(0);
        await sleep(100);
      }
      expect(members.every(recovered)).toBe(true);
      const before = fake.tokenRequests.length;
      expect(await callAfterLoss(members)).toBe(0);
      expect(fake.tokenRequests.length - before).toBe(1);
    },
    40_000,
  );

  it('is slow costs its time-out once a flight, and no call', async () => {
    const slow = member(ioredis(await slowPath(redis.port, 500)));
    const startedAt = Date.now();
    expect(await callAfterLoss([slow])).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(warnings([slow])).toEqual([1]);
  });

  it('was restarted empty is filled again', async () => {
    const members = [member(), member()];
    expect(await callAfterLoss(members)).toBe(0);
    await redis.stop();
    await redis.run();
    await sleep(200);
    expect(await callAfterLoss(members)).toBe(0);
    expect(await ioredis().keys('aspose-auth:token:*')).toHaveLength(1);
  });

  it('is filled with garbage is cleaned by use, without a word', async () => {
    const members = [member(), member()];
    expect(await callAfterLoss(members)).toBe(0);
    const client = ioredis();
    for (const key of await client.keys('*')) await client.set(key, 'garbage', 'PX', 60_000);
    const fresh = [member(), member()];
    expect(await callAfterLoss([...members, ...fresh])).toBe(0);
    expect(warnings([...members, ...fresh])).toEqual([0, 0, 0, 0]);
    expect(fake.tokenRequests).toHaveLength(2);
    const [key = ''] = await client.keys('aspose-auth:token:*');
    expect(await client.get(key)).toMatch(/^v1\./);
  });

  it('holds something else under the name is a store that fails', async () => {
    const one = member();
    expect(await callAfterLoss([one])).toBe(0);
    const client = ioredis();
    for (const key of await client.keys('*')) {
      await client.del(key);
      await client.lpush(key, 'a list');
    }
    expect(await callAfterLoss([one])).toBe(0);
    expect(warnings([one])).toEqual([1]);
  });

  it('is not there when the application starts is no reason not to', async () => {
    await redis.stop();
    const alone = member();
    expect(await callAfterLoss([alone])).toBe(0);
    expect(warnings([alone])).toEqual([1]);
  });
});

it('says so where the client is a cluster of redis', () => {
  const cluster = { masters: [], sendCommand: () => Promise.resolve() };
  expect(() => new RedisTokenStore(cluster as never)).toThrow(/createCluster\(\) of redis.*Cluster of ioredis/);
});

it('says so where the client is of neither kind', () => {
  expect(() => new RedisTokenStore({} as never)).toThrow(/neither one of ioredis.*createClient/);
});
