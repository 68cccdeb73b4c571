import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { credentials, fleet } from '../support/store-fleet.js';
import { caught, granted, settled } from '../support/token-harness.js';

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

it('F-3 a lease that nobody gives back, such as rubbish under its name, fails no call', async () => {
  const { members, tokenOf, answer, advance, store, requests, clock } = fleet(2);
  store.lease = () => Promise.resolve(undefined);
  const waiting = Promise.all(members.map(tokenOf));
  await advance(19_500);
  expect(requests()).toBe(0); // the holder may still be at it
  await advance(1_000);
  expect(requests()).toBe(2);
  await answer(granted('one'));
  await answer(granted('two'));
  await advance(1_000);
  expect((await waiting).every((token) => ['one', 'two'].includes(token))).toBe(true);
  expect(clock.pendingTimers).toBe(0);
});
