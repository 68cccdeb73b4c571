import { describe, expect, it } from '@jest/globals';
import {
  parseRecord,
  parseStoredGrant,
  parseStoredValue,
  serializeGrant,
  serializeRecord,
} from '../../lib/store/stored-token.js';
import type { PairRecord } from '../../lib/token/lockout-policy.js';
import type { Clock } from '../../lib/util/clock.js';

/** A process' clock: its three readings have nothing in common, and all have fractions. */
function clockAt(wall: number, origin: number): Clock {
  return {
    now: () => wall,
    elapsed: () => origin + 0.625,
    monotonic: () => origin / 2 + 0.375,
    after: () => () => undefined,
  };
}
const WALL = 1_700_000_000_000.25;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const writer = clockAt(WALL, 5_000_000);
/** Sent half a second ago. */
const grant = { value: 'one', sentAt: writer.elapsed() - 500, lifetimeMs: 60_000, latencyMs: 20.5 };
const { text, ttlMs } = serializeGrant(grant, writer)!;

/** what, ttl that the store tells, wall clock of the reader against the writer's, age of the token or none */
const readings: [string, number | undefined, number, number | undefined][] = [
  ['at once', 59_500, 0, 500],
  ['a second later', 58_500, 1_000, 1_500],
  ['if the reader is an hour behind', 58_500, -HOUR, 1_500],
  ['if the reader is an hour ahead', 58_500, HOUR, 1_500],
  ['if the reader is a day ahead', 58_500, DAY, 1_500],
  ['if the store counts more time than there was', 70_000, 0, 500],
  ['in its last fraction of a millisecond', 0.25, 0, 59_999.75],
  // 5 s more than the wall clocks say, because they may differ by that.
  ['if the store does not tell the time that is left', undefined, 1_000, 6_500],
  ['so, if the reader is a little behind', undefined, -4_000, 1_500],
  ['so, if the reader is as far behind as may be', undefined, -5_000, 500],
  ['so, if the reader is further behind', undefined, -5_001, undefined],
  ['so, if the reader is far behind', undefined, -HOUR, undefined],
  ['so, if the reader is far ahead', undefined, HOUR, undefined],
  ['so, at its end', undefined, 59_500, undefined],
];

describe('F-5 a stored token', () => {
  it.each(readings)('has the right age %s', (_what, remainingMs, wallDifference, age) => {
    const reader = clockAt(WALL + wallDifference, 77_000_000);
    const expected = age === undefined ? undefined : { ...grant, sentAt: reader.elapsed() - age };
    expect(parseStoredGrant({ text, ttlMs: remainingMs }, reader)).toEqual(expected);
  });

  it.each([
    [9.875, true],
    [10, false],
  ])('that had 10 ms left when its read was sent %d ms ago is used: %p', (ms, isUsed) => {
    const reader = clockAt(WALL, 77_000_000);
    const requestedAt = reader.elapsed() - ms;
    const expected = isUsed ? { ...grant, sentAt: requestedAt - 59_990 } : undefined;
    expect(parseStoredGrant({ text, ttlMs: 10 }, reader, requestedAt)).toEqual(expected);
  });

  it('is stored for what is left of its lifetime, in whole milliseconds, and not if nothing is left', () => {
    expect(ttlMs).toBe(59_500);
    expect(serializeGrant({ ...grant, lifetimeMs: 1_000.75 }, writer)?.ttlMs).toBe(500);
    for (const lifetimeMs of [0, 500, 500.5, Number.NaN]) {
      expect(serializeGrant({ ...grant, lifetimeMs }, writer)).toBeUndefined();
    }
  });

  const stored = { value: 'a', ageMs: 1, lifetimeMs: 60_000, latencyMs: 1, ttlMs: 59_999, storedAt: WALL };
  it.each([
    [undefined],
    [''],
    ['null'],
    ['[]'],
    ['7'],
    ['{'],
    ...[
      { value: 1 },
      { value: undefined },
      { ageMs: '1' },
      { ageMs: -1 },
      { lifetimeMs: null },
      { latencyMs: -1 },
      { ttlMs: undefined },
      { ttlMs: '59999' },
    ].map((change) => [JSON.stringify({ ...stored, ...change })] as const),
    [JSON.stringify(stored).replace('60000', '1e999')],
  ])('that reads %j is none', (odd) => {
    expect(parseStoredGrant(odd === undefined ? undefined : { text: odd, ttlMs: 10 }, writer)).toBeUndefined();
  });
});

describe('F-5 a stored token without a time of storing', () => {
  const { storedAt, ...stored } = JSON.parse(text) as { storedAt: number };
  it.each([undefined, null, 'now', storedAt - DAY])('(%p) needs the store to tell the time that is left', (at) => {
    const odd = JSON.stringify({ ...stored, storedAt: at });
    expect(parseStoredGrant({ text: odd, ttlMs: 59_500 }, writer)).toEqual(grant);
    expect(parseStoredGrant({ text: odd, ttlMs: undefined }, writer)).toBeUndefined();
  });
});

describe('T-6 F-5 a stored record of rejections', () => {
  const now = writer.monotonic();
  const records: PairRecord[] = [
    { rejected: [] },
    {
      rejected: [
        { id: 'a', at: now - 300.5 },
        { id: 'b', at: now - 1, parameters: 'p' },
      ],
    },
    { rejected: [{ id: 'a', at: now }], retryAfter: { at: now + 600_000.5, because: 'rate-limited' } },
    { rejected: [], retryAfter: { at: now + 5, because: 'unavailable' } },
  ];

  it.each(records)('%j comes back with its ages, whatever the clocks of the readers say', (record) => {
    const value = serializeRecord(record, writer);
    for (const difference of [-DAY, -HOUR, 0, HOUR, DAY]) {
      const reader = clockAt(WALL + difference, 9_000_000);
      const moved = reader.monotonic() - 1_000 - now;
      const expected = {
        rejected: record.rejected.map((rejection) => ({ ...rejection, at: rejection.at + moved })),
        ...(record.retryAfter && { retryAfter: { ...record.retryAfter, at: record.retryAfter.at + moved } }),
      };
      expect(parseRecord({ text: value.text, ttlMs: value.ttlMs - 1_000 }, reader)).toEqual(expected);
    }
  });

  it.each([
    [1_000, 300],
    [6_000, 1_300],
    [-4_000, 300],
  ])('is as recent as it may be, if the store does not tell the time and the reader is %d ms later', (later, age) => {
    const { text } = serializeRecord({ rejected: [{ id: 'a', at: now - 300 }] }, writer);
    const reader = clockAt(WALL + later, 9_000_000);
    const expected = { rejected: [{ id: 'a', at: reader.monotonic() - age }] };
    expect(parseRecord({ text, ttlMs: undefined }, reader)).toEqual(expected);
  });

  it.each([
    [1_000, 29_000],
    [-4_000, 30_000],
  ])(
    'has its Retry-After by the wall clocks, if the store does not tell the time and the reader is %d ms later',
    (later, left) => {
      const retryAfter = { at: now + 30_000, because: 'unavailable' as const };
      const { text } = serializeRecord({ rejected: [], retryAfter }, writer);
      const reader = clockAt(WALL + later, 9_000_000);
      const expected = { rejected: [], retryAfter: { ...retryAfter, at: reader.monotonic() + left } };
      expect(parseRecord({ text, ttlMs: undefined }, reader)).toEqual(expected);
    },
  );

  it.each([
    [612_999, true],
    [613_000, false],
  ])('without a time that the store tells is known %d ms later: %p', (later, isKnown) => {
    const { text } = serializeRecord({ rejected: [] }, writer);
    const reader = clockAt(WALL + later, 9_000_000);
    expect(parseRecord({ text, ttlMs: undefined }, reader)).toEqual(isKnown ? { rejected: [] } : undefined);
  });

  it('is stored for the window of the lock-out, or as long as Retry-After lasts', () => {
    expect(serializeRecord({ rejected: [] }, writer).ttlMs).toBe(613_000);
    const retryAfter = { at: now + HOUR + 0.5, because: 'rate-limited' as const };
    expect(serializeRecord({ rejected: [], retryAfter }, writer).ttlMs).toBe(HOUR + 1);
  });

  const stored = { rejected: [{ id: 'a', ageMs: 1 }], ttlMs: 610_000, storedAt: WALL };
  it.each([
    [undefined],
    ['x'],
    ['{}'],
    ...[
      { rejected: 7 },
      { rejected: ['1'] },
      { rejected: [{ id: 1, ageMs: 1 }] },
      { rejected: [{ id: 'a', ageMs: -1 }] },
      { rejected: [{ id: 'a', ageMs: 1, parameters: 1 }] },
      { rejected: [null] },
      { ttlMs: 'x' },
    ].map((change) => [JSON.stringify({ ...stored, ...change })] as const),
  ])('that reads %j is none', (odd) => {
    expect(parseRecord(odd === undefined ? undefined : { text: odd, ttlMs: 10 }, writer)).toBeUndefined();
  });

  it.each([{ inMs: -1, because: 'unavailable' }, { inMs: 5, because: 'rejected' }, null, 7])(
    'ignores a Retry-After that reads %j',
    (retryAfter) => {
      const received = { text: JSON.stringify({ ...stored, retryAfter }), ttlMs: 610_000 };
      expect(parseRecord(received, writer)).toEqual({ rejected: [{ id: 'a', at: now - 1 }] });
    },
  );
});

describe('F-3 a value as stores return it', () => {
  it.each<[unknown, unknown]>([
    ['a', { text: 'a', ttlMs: undefined }],
    [Buffer.from('a'), { text: 'a', ttlMs: undefined }],
    [new Uint8Array([97]), { text: 'a', ttlMs: undefined }],
    [
      { value: 'a', ttlMs: 5 },
      { text: 'a', ttlMs: 5 },
    ],
    [
      { value: Buffer.from('a'), ttlMs: '5' },
      { text: 'a', ttlMs: 5 },
    ],
    [
      { value: 'a', ttlMs: -1 },
      { text: 'a', ttlMs: undefined },
    ],
    [
      { value: 'a', ttlMs: 0 },
      { text: 'a', ttlMs: undefined },
    ],
    ['\ud800', { text: '\ud800', ttlMs: undefined }], // text is taken as it is, valid or not
    [{ value: 7, ttlMs: 5 }, undefined],
    [{ value: null, ttlMs: -2 }, undefined],
    [7, undefined],
    [undefined, undefined],
    [null, undefined],
    ['', { text: '', ttlMs: undefined }],
  ])('%j is %j', (stored, value) => {
    expect(parseStoredValue(stored as never)).toEqual(value);
  });
});
