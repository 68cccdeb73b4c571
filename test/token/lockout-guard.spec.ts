import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { admit, adopt, pairKey, recordOf, settle } from '../../lib/token/lockout-guard.js';
import type { PairRecord } from '../../lib/token/lockout-policy.js';

const registry = () => (globalThis as never)[Symbol.for('nestjs-aspose-auth.refusals')] as Map<string, unknown>;
const unchanged = (record: PairRecord) => record;
const refusedAt = (at: number) => (record: PairRecord) => ({ ...record, refusedAt: [...record.refusedAt, at] });

describe('T-6 the guard', () => {
  it('knows a pair by endpoint, id and secret, and holds none of them', () => {
    const keys = [
      pairKey('https://a', 'id', 'secret'),
      pairKey('https://b', 'id', 'secret'),
      pairKey('https://a', 'other', 'secret'),
      pairKey('https://a', 'id', 'other'),
      pairKey('https://a', 'id', undefined),
    ];
    expect(new Set(keys).size).toBe(5);
    expect(keys.join()).not.toMatch(/secret|other|https/);
    expect(pairKey('https://a', 'id', 'secret')).toBe(keys[0]);
  });

  it('forgets a pair at once when all went well, and keeps one that was refused', async () => {
    const [well, refused] = [randomUUID(), randomUUID()];
    for (const key of [well, refused]) expect(await admit(key, () => 0)).toBeUndefined();
    expect(registry().has(well)).toBe(true);
    settle(well, unchanged);
    settle(refused, refusedAt(0));
    settle(randomUUID(), unchanged);
    expect([registry().has(well), registry().has(refused)]).toEqual([false, true]);
    expect(await admit(refused, () => 1)).toEqual({ at: 15_000, because: 'refused' });
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
    settle(key, refusedAt(0));
    await waiting;
    expect(fifth).toEqual({ at: 15_000, because: 'refused' });
  });

  it('keeps what is long over while there are no more than a thousand', async () => {
    registry().clear();
    for (let i = 0; i < 1_000; i += 1)
      registry().set(`x${i}`, { record: { refusedAt: [0] }, underWay: 0, waiting: [] });
    await admit(randomUUID(), () => 700_000);
    expect(registry().size).toBe(1_001);
  });

  it('drops what is long over once there are a thousand, and nothing else', async () => {
    registry().clear();
    const [old, recent, underWay] = [randomUUID(), randomUUID(), randomUUID()];
    for (const key of [old, recent, underWay]) await admit(key, () => 0);
    settle(old, refusedAt(0));
    settle(recent, refusedAt(500_000));
    for (let i = 0; i < 998; i += 1) registry().set(`x${i}`, { record: { refusedAt: [0] }, underWay: 0, waiting: [] });
    await admit(randomUUID(), () => 700_000);
    expect([old, recent, underWay].map((key) => registry().has(key))).toEqual([false, true, true]);
    expect(registry().size).toBe(3);
  });
});

describe('F-1 what other processes know of a pair', () => {
  const told = (at: number): PairRecord['told'] => ({ at, because: 'limited' });

  it('is added to what is known here, each refusal once and in order', () => {
    const key = randomUUID();
    expect(recordOf(key)).toEqual({ refusedAt: [] });
    adopt(key, { refusedAt: [100, 300] }, 400);
    adopt(key, { refusedAt: [300, 200] }, 400);
    expect(recordOf(key)).toEqual({ refusedAt: [100, 200, 300] });
  });

  it('keeps the longer of two words of the endpoint', () => {
    const key = randomUUID();
    adopt(key, { refusedAt: [], told: told(900) }, 400);
    for (const at of [800, 900]) adopt(key, { refusedAt: [], told: told(at) }, 400);
    expect(recordOf(key)).toEqual({ refusedAt: [], told: told(900) });
    adopt(key, { refusedAt: [], told: told(1_000) }, 400);
    adopt(key, { refusedAt: [] }, 400);
    expect(recordOf(key)).toEqual({ refusedAt: [], told: told(1_000) });
  });

  it('is forgotten when it is over', () => {
    const key = randomUUID();
    adopt(key, { refusedAt: [0, 700_000], told: told(700_000) }, 700_000);
    expect(recordOf(key)).toEqual({ refusedAt: [700_000] });
  });

  it('T-6 stands in the way of a request here', async () => {
    const key = randomUUID();
    adopt(key, { refusedAt: [0] }, 1);
    expect(await admit(key, () => 1)).toEqual({ at: 15_000, because: 'refused' });
  });
});
