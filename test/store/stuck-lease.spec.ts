import { expect, it } from '@jest/globals';
import { granted } from '../support/cycle.js';
import { fleet } from '../support/store-fleet.js';

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
