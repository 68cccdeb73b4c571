import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createPairKey, createParametersKey, LockoutGuard } from '../../lib/token/lockout-guard.js';
import type { TokenResponse } from '../../lib/token/token-response.js';
import { settled } from '../support/promises.js';
import { settingsWith } from '../support/settings.js';

const REGISTRY = Symbol.for('nestjs-aspose-auth.credential-pairs.1');
const registry = () => (globalThis as never)[REGISTRY] as Map<string, unknown>;
const granted: TokenResponse = { kind: 'invalid', reason: 'nothing to remember' };
const rejected: TokenResponse = { kind: 'rejected', status: 400, concerns: 'credentials' };
const wrongScope: TokenResponse = { kind: 'rejected', status: 400, concerns: 'account' };

/** Guards of one pair with one clock. */
function pair(start = 0.5, key = randomUUID()) {
  const time = { now: start };
  const guard = (parameters = 'p') => new LockoutGuard(key, parameters, () => time.now);
  return { key, time, guard };
}
const pause15s = { at: 15_000.5, because: 'rejected', concerns: 'credentials' };

describe('T-6 the guard', () => {
  it('knows a pair by endpoint, id and secret, and holds none of them', () => {
    const keys = [
      createPairKey('https://a', 'id', 'secret'),
      createPairKey('https://b', 'id', 'secret'),
      createPairKey('https://a', 'other', 'secret'),
      createPairKey('https://a', 'id', 'other'),
      createPairKey('https://a', 'id', undefined),
    ];
    expect(new Set(keys).size).toBe(5);
    expect(keys.join()).not.toMatch(/secret|other|https/);
    expect(createPairKey('https://a', 'id', 'secret')).toBe(keys[0]);
  });

  it('knows what is asked for by scope, resource and parameters, not by the name of the account', () => {
    const options = [{}, { scope: 'a' }, { resource: 'https://a' }, { extraParameters: { a: 'b' } }];
    const keys = options.map((option) => createParametersKey(settingsWith(option)));
    expect(new Set(keys).size).toBe(4);
    expect(createParametersKey({ ...settingsWith({ scope: 'a' }), name: 'another' })).toBe(keys[1]);
  });

  it('forgets a pair at once if nothing was rejected, and remembers it otherwise', async () => {
    const [good, bad] = [pair(), pair()];
    for (const { guard } of [good, bad]) expect(await guard().admit()).toBeUndefined();
    expect(registry().has(good.key)).toBe(true);
    good.guard().settle(granted);
    bad.guard().settle(rejected);
    pair().guard().settle(undefined);
    expect([registry().has(good.key), registry().has(bad.key)]).toEqual([false, true]);
    bad.time.now += 1;
    expect(await bad.guard().admit()).toEqual(pause15s);
    expect(bad.guard('other').getBlockedUntil()).toEqual(pause15s);
  });

  it('remembers a pair for as long as one of its requests is in flight', async () => {
    const { key, guard } = pair();
    await guard().admit();
    await guard().admit();
    guard().settle(granted);
    expect(registry().has(key)).toBe(true);
    guard().settle(undefined);
    expect(registry().has(key)).toBe(false);
  });

  it('lets a fifth request wait until one of four has ended, however it ended', async () => {
    const { guard } = pair();
    for (let i = 0; i < 4; i += 1) await guard(`scope ${i}`).admit();
    let fifth: unknown = 'waiting';
    const waiting = guard()
      .admit()
      .then((blocked) => {
        fifth = blocked;
      });
    await settled();
    expect(fifth).toBe('waiting');
    guard().settle(rejected);
    await waiting;
    expect(fifth).toEqual(pause15s);
  });

  it('admits those that waited when requests ended without a response', async () => {
    const { guard } = pair();
    for (let i = 0; i < 4; i += 1) await guard().admit();
    const waiting = [guard().admit(), guard().admit()];
    for (let i = 0; i < 4; i += 1) guard().settle(undefined);
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
  });

  it('blocks another scope neither after one rejection of a scope nor after two', async () => {
    const { guard, time } = pair();
    for (const waitMs of [15_000, 60_000]) {
      expect(await guard('wrong').admit()).toBeUndefined();
      guard('wrong').settle(wrongScope);
      expect(guard('wrong').getBlockedUntil()).toMatchObject({ concerns: 'account' });
      expect(guard('right').getBlockedUntil()).toBeUndefined();
      time.now += waitMs;
    }
    expect(await guard('wrong').admit()).toMatchObject({ because: 'limit-reached' });
    expect(await guard('right').admit()).toBeUndefined();
  });

  it.each([
    [1_000, 1_001],
    [1_001, 3],
  ])('with %d pairs that are over: %d are left after another one', async (over, left) => {
    registry().clear();
    const [recent, inFlight] = [pair(500_000.5), pair()];
    if (over > 1_000) {
      for (const { guard } of [recent, inFlight]) await guard().admit();
      recent.guard().settle(rejected);
    }
    for (let i = 0; i < 1_000; i += 1) {
      registry().set(`x${i}`, { record: { rejected: [{ id: 'x', at: 0 }] }, inFlight: 0, waiting: [] });
    }
    await pair(700_000).guard().admit();
    expect(registry().size).toBe(left);
    registry().clear();
  });
});

describe('F-1 what other processes know of a pair', () => {
  const retryAfter = { at: 900, because: 'rate-limited' as const };

  it('is added to what is known here, each rejection once and in order', () => {
    const guard = pair(400).guard();
    expect(guard.getRecord()).toEqual({ rejected: [] });
    guard.mergeRecord({ rejected: [] });
    guard.mergeRecord({ rejected: [{ id: 'b', at: 300 }] });
    guard.mergeRecord({
      rejected: [
        { id: 'a', at: 100 },
        { id: 'b', at: 301 },
      ],
      retryAfter,
    });
    expect(guard.getRecord()).toEqual({
      rejected: [
        { id: 'a', at: 100 },
        { id: 'b', at: 300 },
      ],
      retryAfter,
    });
  });

  it('is forgotten when it is over', () => {
    const guard = pair(700_000).guard();
    guard.mergeRecord({
      rejected: [
        { id: 'a', at: 0 },
        { id: 'b', at: 700_000 },
      ],
      retryAfter,
    });
    expect(guard.getRecord()).toEqual({ rejected: [{ id: 'b', at: 700_000 }] });
  });

  it('costs no memory if it is nothing', () => {
    const { key, guard } = pair();
    guard().mergeRecord({ rejected: [] });
    expect(registry().has(key)).toBe(false);
  });

  it('T-6 blocks a request here', async () => {
    const guard = pair(1.5).guard();
    guard.mergeRecord({ rejected: [{ id: 'a', at: 0.5 }] });
    expect(await guard.admit()).toEqual(pause15s);
  });
});
