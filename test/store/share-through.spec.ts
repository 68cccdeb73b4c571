import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { openAccount } from '../../lib/accounts/account.js';
import type { AsposeAuthModuleOptions } from '../../lib/config/options.js';
import type { AsposeAuthEvent } from '../../lib/observe/events.js';
import { shareThrough } from '../../lib/store/share-through.js';
import { storeLog } from '../../lib/store/store-log.js';
import type { TokenReply } from '../../lib/token/token-answer.js';
import { TokenCycle } from '../../lib/token/token-cycle.js';
import { answered, caught, granted, settled } from '../support/cycle.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryStore } from '../support/memory-store.js';
import { settingsWith } from '../support/settings.js';

const credentials = () => ({ clientId: randomUUID(), clientSecret: randomUUID() });

/** Processes of a fleet, an endpoint that answers when told to, and a clock that all share. */
function fleet(size: number, options: AsposeAuthModuleOptions = {}, own = credentials()) {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const pending: { reply: (reply: TokenReply) => void; member: number }[] = [];
  const events: AsposeAuthEvent[] = [];
  let sent = 0;
  const members = Array.from({ length: size }, (_, member) => {
    const settings = settingsWith({ ...own, ...options });
    const reporter = {
      ...openAccount(settings, clock, () => 0).reporter,
      report: (event: AsposeAuthEvent) => void events.push(event),
    };
    const random = () => member / size;
    const noted = storeLog(store, settings, clock, reporter);
    const share = shareThrough(store, settings, { clock, random, noted });
    const send = (): Promise<TokenReply> => {
      sent += 1;
      return new Promise((reply) => pending.push({ reply, member }));
    };
    return new TokenCycle(settings, { clock, random, send, share }, reporter);
  });
  const tokenOf = (cycle: TokenCycle): Promise<string> =>
    new Promise((resolve, reject) => {
      const held = cycle.take();
      if (held) resolve(held.value);
      else cycle.wait().subscribe({ next: ({ value }) => resolve(value), error: reject });
    });
  const answer = async (reply: TokenReply) => {
    await settled();
    pending.shift()?.reply(reply);
    await settled();
  };
  const advance = async (ms: number, stepMs = 250) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.advance(Math.min(stepMs, ms - passed));
      await settled();
    }
  };
  return { clock, store, members, pending, events, tokenOf, answer, advance, requests: () => sent };
}

describe('F-1 processes that share a store', () => {
  it('send one request between them, and are all served', async () => {
    const { members, tokenOf, answer, advance, requests } = fleet(8);
    const waiting = Promise.all(members.map(tokenOf));
    await answer(granted('one'));
    await advance(1_000);
    expect([new Set(await waiting), requests()]).toEqual([new Set(['one']), 1]);
  });

  it('send ten requests for ten lives, whoever is the first to refresh', async () => {
    const { members, tokenOf, answer, advance, requests, pending } = fleet(8);
    let granting = 0;
    const waiting = Promise.all(members.map(tokenOf));
    await answer(granted('t0'));
    await advance(1_000);
    await waiting;
    // with calls of all members every half minute until ten tokens have come and gone
    for (let minute = 0; minute < 10 * 60 * 2 && granting < 9; minute += 1) {
      await Promise.all(members.map((cycle) => caught(tokenOf(cycle))));
      await settled();
      if (pending.length > 0) {
        granting += 1;
        await answer(granted(`t${granting}`));
      }
      await advance(30_000, 10_000);
    }
    expect(granting).toBe(9);
    expect(requests()).toBe(10);
  });

  it('send one request for one revocation', async () => {
    const { members, tokenOf, answer, advance, requests, clock } = fleet(4);
    const cold = Promise.all(members.map(tokenOf));
    await answer(granted('one'));
    await advance(1_000);
    await cold;
    clock.advance(60_000);
    for (const cycle of members) cycle.reject('one');
    const after = Promise.all(members.map(tokenOf));
    await answer(granted('two'));
    await advance(1_000);
    expect([new Set(await after), requests()]).toEqual([new Set(['two']), 2]);
  });

  it('take no token from the store that is older than the one that was refused', async () => {
    const { members, store, tokenOf, answer, advance, requests, clock } = fleet(2);
    const first = tokenOf(members[0]!);
    await answer(granted('old'));
    await first;
    const kept = [...store.values];
    clock.advance(1_000);
    members[0]!.reject('old');
    const second = tokenOf(members[0]!);
    await answer(granted('new'));
    await second;
    for (const [key, value] of kept) store.values.set(key, value); // somebody puts the old one back
    clock.advance(1_000);
    members[0]!.reject('new');
    const third = tokenOf(members[0]!);
    await answer(granted('newest'));
    await advance(500);
    expect([await third, requests()]).toEqual(['newest', 3]);
  });

  it.each<[string, AsposeAuthModuleOptions, AsposeAuthModuleOptions]>([
    ['accounts', {}, credentials()],
    ['secrets', {}, { clientSecret: randomUUID() }],
    ['scopes', { scope: 'a' }, { scope: 'b' }],
    ['resources', { resource: 'urn:a' }, { resource: 'urn:b' }],
    ['parameters', { extraParameters: { a: '1' } }, { extraParameters: { a: '2' } }],
    ['endpoints', { tokenUrl: 'https://a.example/token' }, { tokenUrl: 'https://b.example/token' }],
    ['means', {}, { clientAuthentication: 'basic' }],
  ])('never exchange tokens of different %s', async (_what, one, other) => {
    const own = credentials();
    const left = fleet(1, one, own);
    const first = left.tokenOf(left.members[0]!);
    await left.answer(granted('left'));
    await first;
    const right = fleet(1, { ...own, ...one, ...other }, own);
    for (const [key, value] of left.store.values) right.store.values.set(key, value);
    const second = right.tokenOf(right.members[0]!);
    await right.answer(granted('right'));
    expect(await second).toBe('right');
  });

  it('share scopes whatever their order', async () => {
    const own = credentials();
    const left = fleet(1, { scope: 'a b' }, own);
    const first = left.tokenOf(left.members[0]!);
    await left.answer(granted('left'));
    await first;
    const right = fleet(1, { scope: 'b a' }, own);
    for (const [key, value] of left.store.values) right.store.values.set(key, value);
    expect(await right.tokenOf(right.members[0]!)).toBe('left');
  });
});

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

describe('F-3 a store', () => {
  it('that fails is passed by, with one word about it, and one when it is back', async () => {
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
    expect(store.log).toEqual(['get token', 'lease', 'get token', 'get refusals', 'set refusals', 'release']);
  });
});
