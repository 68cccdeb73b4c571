import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AsposeTokenLease } from '../../lib/options/token-store.js';
import { createStoreKeys } from '../../lib/store/token-cipher.js';
import { TokenRepository, type UnreleasedLeases } from '../../lib/store/token-repository.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryStore } from '../support/memory-store.js';
import { settled } from '../support/promises.js';
import { settingsWith } from '../support/settings.js';

const settings = settingsWith();
const keys = createStoreKeys(settings, 'secret');

function repositoryOf(change: object, unreleased?: UnreleasedLeases, clock = new ManualClock()) {
  const memory = new MemoryStore(clock, 3_000);
  const store = Object.assign<MemoryStore, object>(memory, change);
  const results: string[] = [];
  const onResult = (operation: string, failure: unknown) =>
    void results.push(`${operation}: ${failure === undefined ? 'ok' : (failure as Error).message}`);
  const decrypted: string[] = [];
  const decrypt = (key: string, value: string) => {
    decrypted.push(value);
    return keys.cipher.decrypt(key, value);
  };
  const counting = { ...keys, cipher: { ...keys.cipher, decrypt } };
  const repository = new TokenRepository(store, counting, clock, onResult, unreleased);
  const advance = async (ms: number) => {
    await settled();
    clock.advance(ms);
    await settled();
  };
  return { repository, store, results, decrypted, clock, advance };
}

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', onUnhandled));
afterAll(() => void process.off('unhandledRejection', onUnhandled));
afterEach(async () => {
  await settled();
  expect(unhandled.splice(0)).toEqual([]);
});

const grantAt = (sentAt: number) => ({ value: 'one', sentAt, lifetimeMs: 60_000, latencyMs: 1 });
const never = () => new Promise<never>(() => undefined);
const fail = () => Promise.reject(new Error('no rights'));
const throwAtOnce = () => {
  throw new Error('legacy');
};

describe('F-3 a client', () => {
  it.each([
    [
      'returns no promise, as in a legacy mode or as an automatic mock',
      () => undefined,
      'its method get returned no promise',
    ],
    ['returns its value without a promise', () => 'value', 'its method get returned no promise'],
    ['throws at once', throwAtOnce, 'legacy'],
    ['rejects', fail, 'no rights'],
    ['rejects with nothing', () => Promise.reject(undefined as never as Error), 'it failed'],
  ])('that %s is a failed store, and fails nothing else', async (_what, get, message) => {
    const { repository, results, clock } = repositoryOf({ get });
    expect(await repository.readToken()).toBeUndefined();
    expect([await repository.acquireLease(), await repository.readRecord()]).toEqual([true, undefined]);
    await repository.writeToken(grantAt(clock.elapsed()));
    await repository.releaseLease();
    expect([results, repository.hasFailed]).toEqual([[`read: ${message}`], true]);
  });

  it('whose lease or write returns no promise does not make its process wait for another one', async () => {
    const [one, two] = [repositoryOf({ lease: () => undefined }), repositoryOf({ set: () => undefined })];
    expect(await one.repository.acquireLease()).toBe(true);
    expect(one.results).toEqual(['acquire: its method lease returned no promise']);
    await two.repository.writeToken(grantAt(two.clock.elapsed()));
    expect(two.results).toEqual(['write: its method set returned no promise']);
  });

  it.each([null, undefined, false, 0])(
    'whose lease resolves to %p says that another process holds it',
    async (lease) => {
      const { repository } = repositoryOf({ lease: () => Promise.resolve(lease) });
      expect(await repository.acquireLease()).toBe(false);
    },
  );

  it('that never answers is waited for once, for a second', async () => {
    const { repository, results, clock, advance } = repositoryOf({ get: never, set: never, lease: never });
    const all = [repository.acquireLease(), repository.readToken(), repository.readRecord()];
    await advance(1_000);
    expect(await Promise.all(all)).toEqual([true, undefined, undefined]);
    await repository.writeToken(grantAt(clock.elapsed()));
    for (const result of results) expect(result).toContain(': it did not answer within 1000 ms');
    expect(clock.pendingTimers).toBe(0);
  });

  it('that answers with buffers shares', async () => {
    const { repository, store, clock } = repositoryOf({});
    await repository.writeToken(grantAt(clock.elapsed() - 100));
    for (const stored of store.values.values()) Object.assign(stored, { value: Buffer.from(stored.value) });
    expect(await repository.readToken()).toEqual(grantAt(clock.elapsed() - 100));
  });

  it.each([
    [128 * 1_024, 1],
    [128 * 1_024 + 1, 0],
  ])('F-4 that returns %d characters has %d of them decrypted, which blocks the event loop', async (length, count) => {
    const { repository, decrypted } = repositoryOf({ get: () => Promise.resolve('v1.'.padEnd(length, 'A')) });
    expect(await repository.readToken()).toBeUndefined();
    expect(decrypted).toHaveLength(count);
  });
});

describe('F-3 each operation that succeeds', () => {
  it('is told, so that a store that has recovered is noticed', async () => {
    const { repository, results, clock } = repositoryOf({});
    await repository.writeToken(grantAt(clock.elapsed()));
    await repository.readToken();
    await repository.readRecord();
    await repository.acquireLease();
    await repository.releaseLease();
    expect(results).toEqual(['write: ok', 'read: ok', 'read: ok', 'acquire: ok', 'release: ok']);
  });

  it.each([
    [undefined, []],
    [null, ['acquire: ok']],
  ])('is told, but not a lease of %p, for which the store may not have been asked', async (lease, told) => {
    const { repository, results } = repositoryOf({ lease: () => Promise.resolve(lease) });
    await repository.acquireLease();
    expect(results).toEqual(told);
  });

  it('is not told of a store without leases, in which each process requests a token', async () => {
    const { repository, results } = repositoryOf({ lease: undefined });
    expect([await repository.acquireLease(), repository.hasFailed, results]).toEqual([true, false, []]);
  });
});

describe('F-5 what is written', () => {
  it('is read again: a record of rejections, with the time that has passed', async () => {
    const { repository, clock, advance } = repositoryOf({});
    expect(await repository.readRecord()).toBeUndefined();
    const record = { rejected: [{ id: 'a', at: clock.monotonic() - 5 }] };
    await repository.writeRecord(record);
    await advance(1_000);
    expect(await repository.readRecord()).toEqual(record);
  });

  it('is nothing if the token has expired', async () => {
    const { repository, store, clock, results } = repositoryOf({});
    await repository.writeToken(grantAt(clock.elapsed() - 60_000));
    expect([[...store.values], results]).toEqual([[], []]);
  });
});

describe('F-2 a lease', () => {
  const leaseWith = (change: object): AsposeTokenLease => ({
    ttlMs: 3_000,
    renew: () => Promise.resolve(true),
    release: () => Promise.resolve(),
    ...change,
  });

  it.each([
    ['rejects', fail],
    ['throws at once', throwAtOnce],
    ['returns no promise', () => undefined],
    ['says that the lease is lost', () => Promise.resolve(false)],
    ['never answers', never],
  ])('whose renewal %s is not renewed again', async (_what, renew) => {
    let renewals = 0;
    const count = () => {
      renewals += 1;
      return renew();
    };
    const { repository, clock, advance } = repositoryOf({ lease: () => Promise.resolve(leaseWith({ renew: count })) });
    expect(await repository.acquireLease()).toBe(true);
    for (let second = 0; second < 5; second += 1) await advance(1_000);
    expect(renewals).toBe(1);
    await repository.releaseLease();
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([undefined, 0, -1, Number.NaN])('with a duration of %p is not renewed at all', async (ttlMs) => {
    const { repository, clock } = repositoryOf({ lease: () => Promise.resolve(leaseWith({ ttlMs })) });
    expect([await repository.acquireLease(), clock.pendingTimers]).toEqual([true, 0]);
  });

  it('is released, and no longer renewed, if the store has failed meanwhile', async () => {
    const { repository, store, clock, advance } = repositoryOf({ get: fail });
    expect(await repository.acquireLease()).toBe(true);
    await repository.readToken();
    expect(repository.hasFailed).toBe(true);
    await repository.releaseLease();
    await advance(10_000);
    expect(store.log.filter((entry) => entry === 'release' || entry === 'renew')).toEqual(['release']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not renewed again if it is released while a renewal is under way', async () => {
    let answer: (isHeld: boolean) => void = () => undefined;
    const renew = () => new Promise<boolean>((resolve) => (answer = resolve));
    const { repository, clock, advance } = repositoryOf({ lease: () => Promise.resolve(leaseWith({ renew })) });
    await repository.acquireLease();
    await advance(1_000);
    await repository.releaseLease();
    answer(true);
    await settled();
    expect(clock.pendingTimers).toBe(0);
  });

  it('that arrives too late is given back', async () => {
    let arrive: (lease: AsposeTokenLease) => void = () => undefined;
    const lease = () => new Promise<AsposeTokenLease>((resolve) => (arrive = resolve));
    const { repository, advance } = repositoryOf({ lease });
    const acquiring = repository.acquireLease();
    await advance(1_000);
    expect(await acquiring).toBe(true);
    const released: string[] = [];
    arrive(leaseWith({ release: () => Promise.resolve(released.push('once')) }));
    await settled();
    expect(released).toEqual(['once']);
  });

  it.each([
    ['rejects', fail, 'no rights'],
    ['throws at once', throwAtOnce, 'legacy'],
    ['returns no promise', () => undefined, 'its method release returned no promise'],
    ['never answers', never, 'it did not answer within 1000 ms'],
  ])('whose release %s is not waited for by its own process, until it is over', async (_what, release, message) => {
    const clock = new ManualClock();
    const unreleased: UnreleasedLeases = new Map();
    const held = leaseWith({ release });
    const first = repositoryOf({ lease: () => Promise.resolve(held) }, unreleased, clock);
    expect(await first.repository.acquireLease()).toBe(true);
    const releasing = first.repository.releaseLease();
    await first.advance(1_000);
    await releasing;
    expect(first.results).toEqual(['acquire: ok', `release: ${message}`]);
    const taken = { lease: () => Promise.resolve(undefined) };
    const again = () => repositoryOf(taken, unreleased, clock).repository.acquireLease();
    expect(await again()).toBe(true);
    clock.advance(1_999);
    expect(await again()).toBe(true);
    clock.advance(1);
    expect(await again()).toBe(false); // another process has it
  });
});
