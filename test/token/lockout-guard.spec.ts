import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { admit, createPairKey, getPairRecord, mergePairRecord, settle } from '../../lib/token/lockout-guard.js';
import type { PairRecord } from '../../lib/token/lockout-policy.js';

const registry = () => (globalThis as never)[Symbol.for('nestjs-aspose-auth.credential-pairs')] as Map<string, unknown>;
const unchanged = (record: PairRecord) => record;
const rejectedAt = (at: number) => (record: PairRecord) => ({ ...record, rejectedAt: [...record.rejectedAt, at] });

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

  it('forgets a pair at once when all went well, and keeps one that was refused', async () => {
    const [well, refused] = [randomUUID(), randomUUID()];
    for (const key of [well, refused]) expect(await admit(key, () => 0)).toBeUndefined();
    expect(registry().has(well)).toBe(true);
    settle(well, unchanged);
    settle(refused, rejectedAt(0));
    settle(randomUUID(), unchanged);
    expect([registry().has(well), registry().has(refused)]).toEqual([false, true]);
    expect(await admit(refused, () => 1)).toEqual({ at: 15_000, because: 'rejected' });
  });

  it('keeps a pair for as long as one of its requests is under way', async () => {
    const key = randomUUID();
    await admit(key, () => 0);
    await admit(key, () => 0);
    settle(key, unchanged);
    expect(registry().has(key)).toBe(true);
    settle(key, unchanged);
    expect(registry().has(key)).toBe(false);
  });

  it('lets a fifth wait until one of four has ended, however it ended', async () => {
    const key = randomUUID();
    for (let i = 0; i < 4; i += 1) await admit(key, () => 0);
    let fifth: unknown = 'waiting';
    const waiting = admit(key, () => 0).then((outcome) => {
      fifth = outcome;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(fifth).toBe('waiting');
    settle(key, rejectedAt(0));
    await waiting;
    expect(fifth).toEqual({ at: 15_000, because: 'rejected' });
  });

  it('keeps what is long over while there are no more than a thousand', async () => {
    registry().clear();
    for (let i = 0; i < 1_000; i += 1)
      registry().set(`x${i}`, { record: { rejectedAt: [0] }, inFlight: 0, waiting: [] });
    await admit(randomUUID(), () => 700_000);
    expect(registry().size).toBe(1_001);
  });

  it('drops what is long over once there are a thousand, and nothing else', async () => {
    registry().clear();
    const [old, recent, underWay] = [randomUUID(), randomUUID(), randomUUID()];
    for (const key of [old, recent, underWay]) await admit(key, () => 0);
    settle(old, rejectedAt(0));
    settle(recent, rejectedAt(500_000));
    for (let i = 0; i < 998; i += 1) registry().set(`x${i}`, { record: { rejectedAt: [0] }, inFlight: 0, waiting: [] });
    await admit(randomUUID(), () => 700_000);
    expect([old, recent, underWay].map((key) => registry().has(key))).toEqual([false, true, true]);
    expect(registry().size).toBe(3);
  });
});

describe('F-1 what other processes know of a pair', () => {
  const told = (at: number): PairRecord['retryAfter'] => ({ at, because: 'rate-limited' });

  it('is added to what is known here, each refusal once and in order', () => {
    const key = randomUUID();
    expect(getPairRecord(key)).toEqual({ rejectedAt: [] });
    mergePairRecord(key, { rejectedAt: [100, 300] }, 400);
    mergePairRecord(key, { rejectedAt: [300, 200] }, 400);
    expect(getPairRecord(key)).toEqual({ rejectedAt: [100, 200, 300] });
  });

  it('keeps the longer of two words of the endpoint', () => {
    const key = randomUUID();
    mergePairRecord(key, { rejectedAt: [], retryAfter: told(900) }, 400);
    for (const at of [800, 900]) mergePairRecord(key, { rejectedAt: [], retryAfter: told(at) }, 400);
    expect(getPairRecord(key)).toEqual({ rejectedAt: [], retryAfter: told(900) });
    mergePairRecord(key, { rejectedAt: [], retryAfter: told(1_000) }, 400);
    mergePairRecord(key, { rejectedAt: [] }, 400);
    expect(getPairRecord(key)).toEqual({ rejectedAt: [], retryAfter: told(1_000) });
  });

  it('is forgotten when it is over', () => {
    const key = randomUUID();
    mergePairRecord(key, { rejectedAt: [0, 700_000], retryAfter: told(700_000) }, 700_000);
    expect(getPairRecord(key)).toEqual({ rejectedAt: [700_000] });
  });

  it('T-6 stands in the way of a request here', async () => {
    const key = randomUUID();
    mergePairRecord(key, { rejectedAt: [0] }, 1);
    expect(await admit(key, () => 1)).toEqual({ at: 15_000, because: 'rejected' });
  });
});
