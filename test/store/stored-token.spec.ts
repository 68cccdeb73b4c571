import { describe, expect, it } from '@jest/globals';
import {
  parseGrant,
  parseRecord,
  parseStoredValue,
  serializeGrant,
  serializeRecord,
} from '../../lib/store/stored-token.js';

const T = 1_000_000;
const grant = { value: 'one', sentAt: T, lifetimeMs: 60_000, latencyMs: 20 };
const text = serializeGrant(grant);

describe('F-1 a stored token', () => {
  it.each<[string, number, number, number | undefined]>([
    ['with clocks that agree', 59_000, T + 1_000, T],
    ['without a count of the store', 0, T + 1_000, T],
    ['without an end in the store', -1, T + 1_000, T],
    ['where the reader’s clock is behind', 59_000, T - 30_000, T - 31_000],
    ['where the reader’s clock is behind, and the store has no count', 0, T - 30_000, T - 30_000],
    ['where the reader’s clock is ahead', 59_000, T + 31_000, T],
    ['where the store has less left', 5_000, T + 1_000, T - 54_000],
    ['at its end', 0, T + 60_000, undefined],
    ['after its end, put back by somebody', 60_000, T + 90_000, undefined],
  ])('%s counts its life from the safer side', (_name, ttlMs, now, sentAt) => {
    expect(parseGrant(text, ttlMs, now)).toEqual(sentAt === undefined ? undefined : { ...grant, sentAt });
  });

  it.each([
    [undefined],
    [''],
    ['null'],
    ['[]'],
    ['7'],
    ['{'],
    ['{"value":1,"sentAt":1,"lifetimeMs":1,"latencyMs":1}'],
    ['{"value":"a","sentAt":"1","lifetimeMs":1,"latencyMs":1}'],
    ['{"value":"a","sentAt":1,"lifetimeMs":1e999,"latencyMs":1}'],
    ['{"value":"a","sentAt":1,"lifetimeMs":-1,"latencyMs":1}'],
    ['{"value":"a"}'],
  ])('that reads %j is none', (odd) => {
    expect(parseGrant(odd, 1_000, 0)).toBeUndefined();
  });
});

describe('T-6 a stored record of refusals', () => {
  it.each([
    [{ rejectedAt: [] }],
    [{ rejectedAt: [1, 2, 3] }],
    [{ rejectedAt: [1], retryAfter: { at: 5, because: 'rate-limited' as const } }],
  ])('%j comes back as it was', (record) => {
    expect(parseRecord(serializeRecord(record))).toEqual(record);
  });

  it.each([[undefined], ['{}'], ['{"rejectedAt":7}'], ['{"rejectedAt":["1"]}'], ['x']])(
    'that reads %j is none',
    (odd) => {
      expect(parseRecord(odd)).toBeUndefined();
    },
  );
});

describe('a value as stores give it back', () => {
  it.each([
    ['a', { text: 'a', ttlMs: 0 }],
    [
      { value: 'a', ttlMs: 5 },
      { text: 'a', ttlMs: 5 },
    ],
    [undefined, undefined],
    [null, undefined],
    ['', { text: '', ttlMs: 0 }],
  ])('%j is %j', (stored, value) => {
    expect(parseStoredValue(stored)).toEqual(value);
  });
});
