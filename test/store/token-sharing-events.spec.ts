import { describe, expect, it } from '@jest/globals';
import type { EventReporter } from '../../lib/events/event-reporter.js';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import { createStoreReporter } from '../../lib/store/token-sharing.js';
import { ManualClock } from '../support/manual-clock.js';
import { settingsWith } from '../support/settings.js';
import { fleet } from '../support/store-fleet.js';
import { granted, settled } from '../support/token-harness.js';

type World = ReturnType<typeof fleet>;
const storeEvents = ({ events }: World) =>
  events.filter(({ type }) => type.startsWith('store.')).map(({ type }) => type);
const noRights = () => Promise.reject(new Error('NOPERM'));

/** Lets a process fetch a token and drop it, so that the next call fetches again. */
async function fetchAgain(world: World, value: string, member = 0): Promise<void> {
  const waiting = world.tokenOf(world.members[member]!);
  await world.advance(100, 50);
  await world.answer(granted(value));
  expect(await waiting).toBe(value);
  world.members[member]!.reject(value);
}

describe('F-3 a store that works by half', () => {
  it.each<[string, (world: World) => void]>([
    ['can be read, but not written', ({ store }) => Object.assign(store, { set: noRights })],
    ['gives no leases', ({ store }) => Object.assign(store, { lease: noRights })],
    [
      'cannot release a lease, for want of EVAL',
      ({ store }) => {
        const lease = store.lease.bind(store);
        store.lease = async () => {
          const held = await lease();
          return held && { ...held, release: noRights };
        };
      },
    ],
  ])('(%s) warns once, however many fetches there are, and fails none', async (_what, breakStore) => {
    const world = fleet(1);
    breakStore(world);
    for (let round = 0; round < 6; round += 1) await fetchAgain(world, `token-${round}`);
    expect(storeEvents(world)).toEqual(['store.failed']);
  });

  it('gives the all-clear once what failed works again', async () => {
    const world = fleet(1);
    const set = world.store.set.bind(world.store);
    Object.assign(world.store, { set: noRights });
    await fetchAgain(world, 'one');
    await fetchAgain(world, 'two');
    Object.assign(world.store, { set });
    await fetchAgain(world, 'three');
    await fetchAgain(world, 'four');
    expect(storeEvents(world)).toEqual(['store.failed', 'store.recovered']);
  });
});

describe('O-3 the warning of a store', () => {
  it.each<[unknown, string]>([
    [new Error('NOPERM'), 'NOPERM'],
    [new Error('x'.repeat(300)), 'x'.repeat(200)],
    ['text, perhaps with a secret', 'it failed'],
    [{ message: 'no error' }, 'it failed'],
  ])('for %p', (failure, message) => {
    const events: AsposeAuthEvent[] = [];
    const reporter = { report: (event: AsposeAuthEvent) => void events.push(event) } as EventReporter;
    createStoreReporter({ ...settingsWith(), name: 'reports' }, new ManualClock(5), reporter)('read', failure);
    expect(events).toEqual([{ type: 'store.failed', account: 'reports', at: 5, message }]);
  });
});

describe('F-2 callers', () => {
  it('get the token before it is stored and the lease is released', async () => {
    const { members, tokenOf, answer, advance, store } = fleet(1);
    Object.assign(store, { set: () => new Promise(() => undefined) });
    const waiting = tokenOf(members[0]!);
    await answer(granted('one'));
    expect(await waiting).toBe('one');
    expect(store.log).not.toContain('release');
    await advance(1_000);
    expect(store.log.at(-1)).toBe('release');
  });

  it('wait for a store that hangs once, not for each of its operations', async () => {
    const { members, tokenOf, answer, advance, store, pending } = fleet(1);
    const never = () => new Promise<never>(() => undefined);
    Object.assign(store, { get: never, set: never, lease: never });
    const waiting = tokenOf(members[0]!);
    await settled();
    await advance(1_000);
    expect(pending).toHaveLength(1);
    await answer(granted('one'));
    expect(await waiting).toBe('one');
  });

  it('of a process whose lease was lost do not overwrite the better token of another', async () => {
    const world = fleet(2, { tokenTimeoutMs: 25_000 });
    const { members, tokenOf, store, pending, clock } = world;
    const first = tokenOf(members[0]!);
    await settled();
    store.lease = () => Promise.resolve(undefined);
    const [slow] = pending.splice(0);
    clock.advance(1_000);
    Object.assign(store, { lease: undefined });
    const second = tokenOf(members[1]!);
    await world.answer(granted('better'));
    await second;
    slow!.reply(granted('older'));
    await settled();
    expect(await first).toBe('older');
    members[0]!.reject('older');
    expect(await tokenOf(members[0]!)).toBe('better');
  });
});
