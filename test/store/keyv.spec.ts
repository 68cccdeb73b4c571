import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CACHE_MANAGER, type Cache, CacheModule } from '@nestjs/cache-manager';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Keyv, type KeyvStoreAdapter } from 'keyv';
import {
  AsposeAuthModule,
  type AsposeAuthModuleOptions,
  AsposeClient,
  AsposeTokenService,
  type AsposeTokenStore,
} from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { FakeAspose } from '../support/fake-aspose.js';

const LIFE_MS = 3_600_000;

let fake: FakeAspose;
const apps: INestApplication[] = [];
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await fake.stop();
});

type Imports = NonNullable<Parameters<typeof Test.createTestingModule>[0]['imports']>;

async function boot(...imports: Imports): Promise<INestApplication> {
  const app = (await Test.createTestingModule({ imports }).compile()).createNestApplication({ logger: false });
  apps.push(app);
  return app.init();
}

const withStore = (store: AsposeTokenStore, options: AsposeAuthModuleOptions = {}) =>
  boot(AsposeAuthModule.forRoot({ ...fake.options, ...options, store }));

const call = async (app: INestApplication) => (await firstValueFrom(app.get(AsposeClient).get('/call'))).status;

/** A map that notes what it is given, and fails or hangs when told to. */
class Adapter implements KeyvStoreAdapter {
  readonly opts = {};
  readonly values = new Map<string, unknown>();
  readonly ttls: unknown[] = [];
  fault: (() => Promise<never>) | undefined;

  get<T>(key: string) {
    return this.#do(() => this.values.get(key) as T);
  }
  set(key: string, value: unknown, ttl?: number) {
    return this.#do(() => {
      this.values.set(key, value);
      this.ttls.push(ttl);
    });
  }
  delete(key: string) {
    return this.#do(() => this.values.delete(key));
  }
  clear() {
    return this.#do(() => this.values.clear());
  }
  on() {
    return this;
  }
  #do<T>(act: () => T): Promise<T> {
    return this.fault?.() ?? Promise.resolve(act());
  }
}

/** Nest's `Cache` over the values that several applications share. */
function cached(shared: Keyv | undefined): Imports {
  const cache = CacheModule.register({ isGlobal: true, ...(shared && { stores: [shared] }) });
  const auth = AsposeAuthModule.forRootAsync({
    inject: [CACHE_MANAGER],
    useFactory: (store: Cache) => ({ ...fake.options, store }),
  });
  return [cache, auth];
}

describe('F-1 a Keyv as store', () => {
  it('lets two applications share a token, and one revocation cost one request', async () => {
    const store = new Keyv();
    const [first, second] = [await withStore(store), await withStore(store)];
    expect([await call(first), await call(second), fake.tokenRequests.length]).toEqual([200, 200, 1]);
    fake.revokeAll();
    expect([await call(first), await call(second), fake.tokenRequests.length]).toEqual([200, 200, 2]);
  });

  it('keeps a token for the milliseconds of its life, in whole ones', async () => {
    const adapter = new Adapter();
    await call(await withStore(new Keyv({ store: adapter })));
    const [ttl] = adapter.ttls as number[];
    expect(adapter.ttls).toHaveLength(1);
    expect(ttl).toBeGreaterThan(LIFE_MS - 5_000);
    expect(ttl).toBeLessThanOrEqual(LIFE_MS);
    expect(Number.isInteger(ttl)).toBe(true); // a Redis beneath refuses fractions
  });

  it('has no lease, so processes that find nothing at the same time ask for a token each', async () => {
    const store = new Keyv();
    const fleet = await Promise.all(Array.from({ length: 5 }, () => withStore(store)));
    expect(await Promise.all(fleet.map(call))).toEqual([200, 200, 200, 200, 200]);
    expect(fake.tokenRequests).toHaveLength(5);
    expect(await call(await withStore(store))).toBe(200);
    expect(fake.tokenRequests).toHaveLength(5);
  });

  it('F-4 holds nothing that shows a token or the secret', async () => {
    const adapter = new Adapter();
    await call(await withStore(new Keyv({ store: adapter })));
    const dump = JSON.stringify([...adapter.values]);
    const [token = ''] = [...fake.valid];
    expect(adapter.values.size).toBe(1);
    expect([token, fake.clientSecret, fake.clientId].filter((secret) => dump.includes(secret))).toEqual([]);
  });

  it('keeps accounts and secrets apart', async () => {
    const store = new Keyv();
    const rotated = { clientSecret: 'another secret' };
    const apart = [await withStore(store), await withStore(store, rotated), await withStore(store, { scope: 'a' })];
    for (const app of apart) await call(app);
    expect(fake.tokenRequests).toHaveLength(3);
    const tokens = apart.map((app) => app.get(AsposeTokenService).current()?.value);
    expect(new Set(tokens).size).toBe(3);
  });
});

describe('F-1 Nest’s Cache as store, injected in forRootAsync', () => {
  it('lets two applications share a token', async () => {
    const shared = new Keyv();
    const [first, second] = [await boot(...cached(shared)), await boot(...cached(shared))];
    expect([await call(first), await call(second), fake.tokenRequests.length]).toEqual([200, 200, 1]);
    expect(second.get(AsposeTokenService).state.tokenRequests).toBe(0);
  });

  it('keeps a token for the milliseconds of its life', async () => {
    const app = await boot(...cached(new Keyv({ store: new Map(), namespace: 'mine' })));
    await call(app);
    const cache = app.get<Cache>(CACHE_MANAGER);
    const raw = cache.stores[0]?.opts.store as Map<string, string>;
    const [entry = '{}'] = [...raw.values()];
    const left = (JSON.parse(entry) as { expires: number }).expires - Date.now();
    expect(left).toBeGreaterThan(LIFE_MS - 10_000);
    expect(left).toBeLessThanOrEqual(LIFE_MS);
  });

  it('in memory serves one application, as none would', async () => {
    const app = await boot(...cached(undefined));
    expect([await call(app), await call(app), fake.tokenRequests.length]).toEqual([200, 200, 1]);
  });
});

describe('F-3 a Keyv whose adapter', () => {
  const faults: [string, () => Promise<never>][] = [
    ['throws', () => Promise.reject(new Error('the disk is gone'))],
    ['hangs', () => new Promise<never>(() => undefined)],
  ];

  it.each(faults)('%s fails no call, and serves again when it is well', async (_name, fault) => {
    const adapter = new Adapter();
    const store = new Keyv({ store: adapter });
    const [first, second] = [await withStore(store), await withStore(store)];
    adapter.fault = fault;
    const startedAt = performance.now();
    expect(await Promise.all([first, second, first, second].map(call))).toEqual([200, 200, 200, 200]);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(fake.tokenRequests).toHaveLength(2);
    adapter.fault = undefined;
    fake.revokeAll();
    expect([await call(first), await call(second), fake.tokenRequests.length]).toEqual([200, 200, 3]);
  });

  it.each(faults)('%s costs one warning, where the Keyv passes errors on', async (_name, fault) => {
    const adapter = new Adapter();
    const app = await withStore(new Keyv({ store: adapter, throwOnErrors: true }));
    const about: string[] = [];
    app.get(AsposeTokenService).events$.subscribe(({ type }) => about.push(type));
    const seen = (type: string) => about.filter((one) => one === type).length;
    adapter.fault = fault;
    for (let round = 0; round < 2; round += 1) {
      fake.revokeAll();
      expect(await call(app)).toBe(200);
    }
    expect([seen('store.failed'), seen('store.recovered')]).toEqual([1, 0]);
    adapter.fault = undefined;
    fake.revokeAll();
    expect(await call(app)).toBe(200);
    expect([seen('store.failed'), seen('store.recovered')]).toEqual([1, 1]);
  });

  it('was filled with something else is filled anew', async () => {
    const adapter = new Adapter();
    const store = new Keyv({ store: adapter });
    await call(await withStore(store));
    for (const key of adapter.values.keys()) adapter.values.set(key, JSON.stringify({ value: { not: 'ours' } }));
    const app = await withStore(store);
    const about: string[] = [];
    app.get(AsposeTokenService).events$.subscribe(({ type }) => about.push(type));
    expect([await call(app), fake.tokenRequests.length]).toEqual([200, 2]);
    expect(about).not.toContain('store.failed');
    expect(await call(await withStore(store))).toBe(200);
    expect(fake.tokenRequests).toHaveLength(2);
  });
});
