import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { compiledLib } from '../support/compiled-lib.js';
import { describeWithRedis } from '../support/describe-with-redis.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { Member, type MemberResult } from '../support/fleet.js';
import { hasRedis, RedisServer } from '../support/redis.js';

let lib: ReturnType<typeof compiledLib>;
let redis: RedisServer;
let fake: FakeAspose;
let members: Member[] = [];

beforeAll(() => {
  if (hasRedis) lib = compiledLib();
});

afterAll(() => {
  if (hasRedis) lib.remove();
});

beforeEach(async () => {
  if (!hasRedis) return;
  [redis, fake] = await Promise.all([RedisServer.start(), FakeAspose.start()]);
});

afterEach(async () => {
  if (!hasRedis) return;
  await Promise.all(members.map((member) => member.stop('SIGKILL')));
  members = [];
  await Promise.all([redis.stop(), fake.stop()]);
});

const start = async (count: number, options: object = fake.options, storeOptions = {}): Promise<Member[]> => {
  const started = await Promise.all(
    Array.from({ length: count }, () => Member.start(lib.directory, redis.url, options, storeOptions)),
  );
  members.push(...started);
  return started;
};

const runAll = (fleet: readonly Member[], order: { calls: number; forMs?: number }): Promise<MemberResult[]> =>
  Promise.all(fleet.map((member) => member.run(order)));

const sum = (results: readonly MemberResult[], key: 'ok' | 'failed' | 'warnings') =>
  results.reduce((total, result) => total + result[key], 0);

describeWithRedis('a fleet of processes with one Redis', () => {
  it('F-1 sends one token request, and one more after a revocation', async () => {
    const fleet = await start(8);
    const cold = await runAll(fleet, { calls: 1_000 });
    expect({ ok: sum(cold, 'ok'), requests: fake.tokenRequests.length }).toEqual({ ok: 8_000, requests: 1 });
    fake.revokeAll();
    const afterRevocation = await runAll(fleet, { calls: 1_000 });
    expect({ ok: sum(afterRevocation, 'ok'), requests: fake.tokenRequests.length }).toEqual({ ok: 8_000, requests: 2 });
  }, 60_000);

  it('F-1 sends one token request per lifetime, and all processes use the same token', async () => {
    fake.expiresIn = 2;
    const seen = new Set<string>();
    fake.onApi = ({ headers }, response) => {
      seen.add(headers.authorization ?? '');
      json(response, 200, {});
    };
    const fleet = await start(4);
    const results = await runAll(fleet, { calls: 0, forMs: 10_000 });
    expect(sum(results, 'failed')).toBe(0);
    // every token was used, except that the last one may have arrived after the last call
    expect(fake.tokenRequests.length - seen.size).toBeLessThanOrEqual(1);
    // the refresh of a 2-second token is due after 0.5 to 1 s, in whichever process is first
    expect(fake.tokenRequests.length).toBeGreaterThanOrEqual(5);
    expect(fake.tokenRequests.length).toBeLessThanOrEqual(20);
  }, 40_000);

  it('F-2 continues within the lease if its holder is killed during the request', async () => {
    const [holder, ...others] = await start(4, fake.options, { leaseMs: 1_500 });
    let hangs = true;
    fake.onToken = (_seen, response) => {
      if (!hangs) fake.grant(response);
    };
    void holder!.run({ calls: 1 }).catch(() => undefined);
    for (let turn = 0; turn < 200 && fake.tokenRequests.length === 0; turn += 1) await sleep(10);
    const waiting = runAll(others, { calls: 10 });
    await sleep(100);
    hangs = false;
    const killedAt = Date.now();
    await holder!.stop('SIGKILL');
    const results = await waiting;
    expect({ failed: sum(results, 'failed'), requests: fake.tokenRequests.length }).toEqual({ failed: 0, requests: 2 });
    expect(Date.now() - killedAt).toBeLessThan(1_500 + 1_500);
  }, 30_000);

  it('T-6 sends at most four requests with rejected credentials in total, and none before Retry-After has passed', async () => {
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    const fleet = await start(6);
    const results = await runAll(fleet, { calls: 50 });
    expect(sum(results, 'ok')).toBe(0);
    expect(fake.tokenRequests.length).toBeLessThanOrEqual(4);
    expect(new Set(results.flatMap(({ errors }) => errors))).toEqual(new Set(['ERR_ASPOSE_CREDENTIALS']));

    fake.tokenRequests.length = 0;
    fake.onToken = (_seen, response) => json(response, 429, {}, { 'retry-after': '600' });
    const limited = await runAll(await start(4, { ...fake.options, clientId: randomUUID() }), { calls: 50 });
    expect({ ok: sum(limited, 'ok'), requests: fake.tokenRequests.length }).toEqual({ ok: 0, requests: 1 });
  }, 40_000);

  it('T-8 survives a rolling rotation of the secret: processes with the old and the new secret have separate tokens', async () => {
    const rotated = { ...fake.options, clientSecret: randomUUID() };
    const old = await start(3);
    await runAll(old, { calls: 50 });
    const fresh = await start(3, rotated);
    const results = [...(await runAll(old, { calls: 50 })), ...(await runAll(fresh, { calls: 50 }))];
    expect({ failed: sum(results, 'failed'), requests: fake.tokenRequests.length }).toEqual({ failed: 0, requests: 2 });
    const secrets = fake.tokenRequests.map(({ body }) => new URLSearchParams(body.toString()).get('client_secret'));
    expect(new Set(secrets)).toEqual(new Set([fake.clientSecret, rotated.clientSecret]));
  }, 40_000);

  it('F-4 leaves no token and no secret in Redis', async () => {
    await runAll(await start(2), { calls: 10 });
    const client = new Redis(redis.url);
    const keys = await client.keys('*');
    const dumps = await Promise.all(
      keys.map(async (key) => `${key} ${await client.get(key)} ${await client.dump(key)}`),
    );
    expect(keys.length).toBeGreaterThan(0);
    const [token = ''] = [...fake.valid];
    const secrets = [token, fake.clientSecret, fake.clientId];
    expect(dumps.filter((dump) => secrets.some((secret) => dump.includes(secret)))).toEqual([]);
    client.disconnect();
  }, 30_000);
});
