import { describe, expect, it } from '@jest/globals';
import { credentials, fleet } from '../support/store-fleet.js';
import { answered, caught, granted, settled } from '../support/token-harness.js';

describe('F-2 a lease', () => {
  it('is waited for until its holder is given up, and no longer', async () => {
    const { members, tokenOf, answer, advance, requests, store } = fleet(2);
    await store.lease(); // of a process that has died
    const waiting = tokenOf(members[0]!);
    await advance(9_500);
    expect(requests()).toBe(0);
    await advance(1_000);
    await answer(granted('one'));
    expect([await waiting, requests()]).toEqual(['one', 1]);
  });

  it('is renewed while its holder asks, and given back', async () => {
    const { members, tokenOf, answer, advance, store } = fleet(1, { tokenTimeoutMs: 25_000 });
    const waiting = tokenOf(members[0]!);
    await advance(12_000);
    expect(store.log.filter((entry) => entry === 'renew').length).toBeGreaterThanOrEqual(3);
    await answer(granted('one'));
    await waiting;
    expect(store.log.at(-1)).toBe('release');
  });

  it('is given back where the flight is ended', async () => {
    const { members, tokenOf, advance, store } = fleet(1);
    const waiting = caught(tokenOf(members[0]!));
    await advance(500);
    members[0]!.close();
    expect(await waiting).toMatchObject({ code: 'ERR_ASPOSE_ABORTED' });
    await settled();
    expect(store.log.at(-1)).toBe('release');
  });

  it('that is never to be had ends with the deadline, and leaves no timer', async () => {
    const { members, tokenOf, advance, store, clock } = fleet(1, { tokenDeadlineMs: 5_000 });
    store.lease = () => Promise.resolve(undefined);
    const waiting = caught(tokenOf(members[0]!));
    await advance(5_500);
    expect(await waiting).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE' });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('F-2 the store is read', () => {
  /** When a process that waits for a lease looks at the store, in milliseconds after it began. */
  const looks = async (tokenDeadlineMs: number) => {
    const { members, tokenOf, clock, store, requests } = fleet(1);
    Object.assign(members[0]!.settings, { tokenDeadlineMs });
    const times: number[] = [];
    const start = clock.now();
    store.lease = () => {
      times.push(clock.now() - start);
      return Promise.resolve(undefined);
    };
    const waiting = caught(tokenOf(members[0]!));
    await settled();
    for (let ms = 0; ms < 1_400 && requests() === 0; ms += 12.5) {
      clock.advance(12.5);
      await settled();
    }
    members[0]!.close();
    await waiting;
    return times;
  };

  it('after pauses that double up to a quarter of a second, here with the least jitter', async () => {
    expect((await looks(1_000)).slice(0, 7)).toEqual([0, 12.5, 37.5, 87.5, 187.5, 312.5, 437.5]);
  });

  it('until two thirds of the deadline are over, and not once more', async () => {
    expect((await looks(1_406.25)).at(-1)).toBe(937.5);
    expect((await looks(1_407)).at(-1)).toBe(1_062.5);
  });

  it('once, if it has a token', async () => {
    const { members, tokenOf, answer, store } = fleet(2);
    const first = tokenOf(members[0]!);
    await answer(granted('one'));
    await first;
    store.log.length = 0;
    expect(await tokenOf(members[1]!)).toBe('one');
    await settled();
    expect(store.log).toEqual(['get token']);
  });
});

describe('F-3 a store', () => {
  it('that fails is passed by, with one warning to each account, and an all-clear to those that see it work', async () => {
    const { members, tokenOf, answer, store, events, advance } = fleet(2);
    store.broken = new Error('it is gone');
    const first = Promise.all(members.map(tokenOf));
    await answer(granted('a'));
    await answer(granted('b'));
    expect((await first).sort()).toEqual(['a', 'b']);
    store.broken = undefined;
    members[0]!.reject('a');
    const next = tokenOf(members[0]!);
    await answer(granted('c'));
    await advance(500);
    expect(await next).toBe('c');
    const about = events.filter(({ type }) => type.startsWith('store.'));
    expect(about.map((event) => [event.type, 'message' in event ? event.message : ''])).toEqual([
      ['store.failed', 'it is gone'],
      ['store.failed', 'it is gone'],
      ['store.recovered', ''],
    ]);
  });

  it('that never answers costs a second', async () => {
    const { members, tokenOf, answer, advance, store } = fleet(1);
    store.get = () => new Promise(() => undefined);
    const waiting = tokenOf(members[0]!);
    await settled();
    await advance(1_000);
    await answer(granted('one'));
    expect(await waiting).toBe('one');
  });

  it('that cannot keep what it is given costs nothing', async () => {
    const { members, tokenOf, answer, store, events } = fleet(1);
    store.set = () => Promise.reject(new Error('it is full'));
    const waiting = tokenOf(members[0]!);
    await answer(granted('one'));
    expect(await waiting).toBe('one');
    expect(events.map(({ type }) => type)).toContain('store.failed');
  });

  it('without a lease, such as a Keyv, lets each ask that finds nothing', async () => {
    const { members, tokenOf, answer, requests, store } = fleet(3);
    Object.defineProperty(store, 'lease', { value: undefined });
    const first = tokenOf(members[0]!);
    await answer(granted('one'));
    expect(await first).toBe('one');
    expect(await Promise.all([tokenOf(members[1]!), tokenOf(members[2]!)])).toEqual(['one', 'one']);
    expect(requests()).toBe(1);
  });

  it('keeps nothing of an account without a secret, which nothing could be sealed with', async () => {
    const { members, tokenOf, answer, store } = fleet(1, { clientAuthentication: () => undefined, clientSecret: '' });
    const waiting = tokenOf(members[0]!);
    await answer(granted('one'));
    await waiting;
    expect(store.log).toEqual([]);
  });
});

describe('T-6 what a fleet knows of refusals', () => {
  it('is in the store, for processes that come later', async () => {
    const own = credentials();
    const { members, tokenOf, answer, store } = fleet(1, {}, own);
    const waiting = caught(tokenOf(members[0]!));
    await answer(answered(400, {}, 'invalid_client'));
    expect(await waiting).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    const before = ['get token', 'lease', 'get token', 'get rejections'];
    expect(store.log).toEqual([...before, 'get rejections', 'set rejections', 'release']);
  });

  it('is not written again by a process that has sent nothing', async () => {
    const { members, tokenOf, answer, advance, store } = fleet(1, { clientSecret: () => 'rotates' });
    const waiting = caught(tokenOf(members[0]!));
    await answer(answered(429, { 'retry-after': '600' }));
    expect(await waiting).toMatchObject({ code: 'ERR_ASPOSE_LOCKED_OUT', status: 429 });
    await advance(1_000);
    store.log.length = 0;
    expect(await caught(tokenOf(members[0]!))).toMatchObject({ code: 'ERR_ASPOSE_LOCKED_OUT' });
    await settled();
    expect(store.log).toEqual(['get token', 'lease', 'get token', 'get rejections', 'release']);
  });

  it('is not written if it is nothing', async () => {
    const { members, tokenOf, answer, store } = fleet(1);
    const waiting = caught(tokenOf(members[0]!));
    await answer(answered(404));
    await waiting;
    expect(store.log).not.toContain('set rejections');
    expect(store.log.at(-1)).toBe('release');
  });
});
