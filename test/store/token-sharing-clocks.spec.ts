import { afterEach, describe, expect, it } from '@jest/globals';
import { credentials, fleet } from '../support/store-fleet.js';
import { answered, caught, granted } from '../support/token-harness.js';

const S = 1_000;
const MIN = 60 * S;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const REGISTRY = Symbol.for('nestjs-aspose-auth.credential-pairs.1');

/** What one simulated process knows of rejections. All of them run in this one. */
const forgetRejections = () => (globalThis as never as Record<symbol, Map<string, unknown>>)[REGISTRY]?.clear();
afterEach(forgetRejections);

describe.each([-DAY, -HOUR, 0, HOUR, DAY])('F-5 a process whose wall clock is off by %d ms', (offset) => {
  it.each([
    ['takes the token of a process whose clock is right', [0, offset]],
    ['gives its token to one whose clock is right', [offset, 0]],
  ])('%s, with the time that is left', async (_what, offsets) => {
    const { members, tokenOf, answer, clock, requests } = fleet(2, {}, credentials(), offsets);
    const first = tokenOf(members[0]!);
    await answer(granted('one', 600));
    await first;
    clock.advance(4 * MIN + 0.25);
    expect([await tokenOf(members[1]!), requests()]).toEqual(['one', 1]);
    const [one, two] = members.map(({ state, clock: own }) => state.cached!.expiresAt - own.elapsed());
    expect(Math.abs(one! - two!)).toBeLessThan(2);
  });

  it.each([
    ['a rejection', answered(400, {}, 'invalid_client'), 'ERR_ASPOSE_CREDENTIALS', 15 * S],
    ['a 429', answered(429, { 'retry-after': '600' }), 'ERR_ASPOSE_LOCKED_OUT', 10 * MIN],
  ])('T-6 shares %s: others wait as long as it does', async (_what, reply, code, waitMs) => {
    const { members, tokenOf, answer, clock, requests } = fleet(2, {}, credentials(), [offset, 0]);
    const first = caught(tokenOf(members[0]!));
    await answer(reply);
    expect(await first).toMatchObject({ code });
    forgetRejections();
    clock.advance(5 * S);
    const { retryAfterMs } = (await caught(tokenOf(members[1]!))) as { retryAfterMs: number };
    expect(Math.abs(retryAfterMs - (waitMs - 5 * S))).toBeLessThan(2);
    expect(requests()).toBe(1);
    clock.advance(waitMs);
    const second = tokenOf(members[1]!);
    await answer(granted('one'));
    expect(await second).toBe('one');
  });
});

describe('T-11 a token that the API has rejected', () => {
  it('never comes out of the store again, also if the endpoint is down', async () => {
    const { members, tokenOf, answer, advance, clock, store } = fleet(1, { tokenDeadlineMs: 3_000 });
    const [member] = members;
    const first = tokenOf(member!);
    await answer(granted('one'));
    await first;
    store.lease = () => Promise.resolve(undefined); // nobody gets to store another one
    clock.advance(MIN + 0.7);
    member!.reject('one');
    for (let round = 0; round < 12; round += 1) {
      const next = caught(tokenOf(member!));
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await advance(2_250);
        await answer(answered(503));
      }
      await advance(1_000);
      expect(await next).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE' });
      await advance(4_000);
    }
    expect(member!.getUnexpired()).toBeUndefined();
    expect([...store.values.keys()].some((key) => key.startsWith('token:'))).toBe(true);
  });

  it('is not what a fetch that was in flight brings back by way of the store', async () => {
    const { members, tokenOf, answer, advance, clock, requests } = fleet(1);
    const [member] = members;
    const first = tokenOf(member!);
    await answer(granted('one'));
    await first;
    clock.advance(56 * MIN);
    member!.getCached(); // starts the refresh
    await advance(50, 50);
    member!.reject('one');
    const waiting = tokenOf(member!);
    await answer(granted('two')); // granted before the revocation, perhaps: it is stored, but not used
    await advance(500);
    await answer(granted('three'));
    expect([await waiting, requests()]).toEqual(['three', 3]);
  });
});
