import { describe, expect, it } from '@jest/globals';
import {
  type BlockedUntil,
  EMPTY_RECORD,
  getBlockedUntil,
  getRejectionsLeft,
  isEmptyRecord,
  LOCKOUT_WINDOW_MS,
  mergeRecords,
  type PairRecord,
  pruneRecord,
  type RejectedRequest,
  updateRecord,
} from '../../lib/token/lockout-policy.js';
import type { TokenResponse } from '../../lib/token/token-response.js';

const S = 1_000;
const T = 1_000_000.625;
const one = (second: number, parameters?: string): RejectedRequest => ({
  id: `at ${second}`,
  at: T + second * S,
  ...(parameters && { parameters }),
});
const rejected = (...seconds: number[]): PairRecord => ({ rejected: seconds.map((second) => one(second)) });
const retry = (second: number, because: BlockedUntil['because'] = 'rate-limited'): BlockedUntil => ({
  at: T + second * S,
  because,
});

/** record, second, why nothing may be sent, and until which second */
const cases: [PairRecord, number, BlockedUntil['because'] | undefined, number?][] = [
  [rejected(), 0, undefined, undefined],
  [rejected(0), 14, 'rejected', 15],
  [rejected(0), 15, undefined, undefined],
  [rejected(0, 15), 74, 'rejected', 75],
  [rejected(0, 15), 75, undefined, undefined],
  [rejected(0, 15, 75), 314, 'rejected', 315],
  [rejected(0, 15, 75), 315, undefined, undefined],
  [rejected(0, 15, 75, 315), 316, 'limit-reached', 613],
  [rejected(0, 15, 75, 315), 612, 'limit-reached', 613],
  [rejected(0, 15, 75, 315), 613, undefined, undefined],
  [rejected(0, 1, 2, 3, 4), 600, 'limit-reached', 614],
  [rejected(0, 15, 75, 315, 613), 613, 'rejected', 853],
  [rejected(0, 15, 75, 315, 613), 629, 'rejected', 853],
  [rejected(0, 15, 75, 315, 613), 852, 'rejected', 853],
  [rejected(0, 15, 75, 315, 613), 853, undefined, undefined],
  [{ ...rejected(), retryAfter: retry(60) }, 59, 'rate-limited', 60],
  [{ ...rejected(), retryAfter: retry(60, 'unavailable') }, 59, 'unavailable', 60],
  [{ ...rejected(), retryAfter: retry(60) }, 60, undefined, undefined],
  [{ ...rejected(0), retryAfter: retry(10) }, 5, 'rejected', 15],
  [{ ...rejected(0), retryAfter: retry(20) }, 5, 'rate-limited', 20],
  [{ ...rejected(0, 15, 75, 315), retryAfter: retry(900) }, 400, 'rate-limited', 900],
];

describe('T-6 until when a pair is blocked', () => {
  it.each(cases)('%j at %d s: %s', (record, second, because, until) => {
    const isAboutRejection = because === 'rejected' || because === 'limit-reached';
    const expected = because && {
      at: T + (until ?? 0) * S,
      because,
      ...(isAboutRejection && { concerns: 'credentials' }),
    };
    expect(getBlockedUntil(record, 'any', T + second * S)).toEqual(expected);
  });

  it('is longer than ten minutes of the service, even if this clock runs fast by 1 %', () => {
    expect(LOCKOUT_WINDOW_MS / 1.01).toBeGreaterThan(600_000);
  });
});

describe('T-6 how many requests may be in flight', () => {
  it.each([
    [rejected(), 0, 0, 4],
    [rejected(), 3, 0, 1],
    [rejected(0), 3, 0, 0],
    [rejected(0, 15, 75), 0, 75, 1],
    [rejected(0, 15, 75, 315), 0, 612, 0],
    [rejected(0, 15, 75, 315), 0, 613, 1],
  ])('%j, %d in flight, at %d s: %d more', (record, inFlight, second, left) => {
    expect(getRejectionsLeft(record, 'any', inFlight, T + second * S)).toBe(left);
  });
});

describe('T-6 a rejected scope, resource or parameter', () => {
  it('blocks the requests with the same parameters, and no others of the pair', () => {
    const record: PairRecord = { rejected: [one(0, 'wrong')] };
    expect(getBlockedUntil(record, 'wrong', T)).toEqual({ at: T + 15 * S, because: 'rejected', concerns: 'account' });
    expect(getBlockedUntil(record, 'right', T)).toBeUndefined();
  });

  it('four times over still blocks no others', () => {
    const record: PairRecord = { rejected: [0, 15, 75, 315].map((second) => one(second, 'wrong')) };
    const until = { at: T + 688 * S, because: 'limit-reached', concerns: 'account' }; // two count
    expect(getBlockedUntil(record, 'wrong', T + 316 * S)).toEqual(until);
    expect(getBlockedUntil(record, 'right', T + 316 * S)).toBeUndefined();
  });

  it('stops after two, also if the credentials were rejected before', () => {
    const record: PairRecord = { rejected: [one(0), one(20, 'a')] };
    expect(getBlockedUntil(record, 'a', T + 300 * S)).toMatchObject({ because: 'limit-reached', at: T + 613 * S });
    expect(getBlockedUntil(record, 'b', T + 300 * S)).toBeUndefined();
  });

  it('counts with all others once it was rejected itself, because the service counts all of them', () => {
    const record: PairRecord = { rejected: [one(0, 'a'), one(1), one(2, 'a'), one(3, 'b')] };
    expect(getBlockedUntil(record, 'b', T + 4 * S)).toMatchObject({ because: 'limit-reached', at: T + 615 * S }); // two count
    expect(getBlockedUntil(record, 'a', T + 4 * S)).toMatchObject({ because: 'limit-reached', concerns: 'account' });
    expect(getBlockedUntil(record, 'c', T + 4 * S)).toEqual({
      at: T + 613 * S,
      because: 'limit-reached',
      concerns: 'credentials',
    });
  });
});

const base: PairRecord = { rejected: [one(0)], retryAfter: retry(20) };
const next = { parameters: 'p', id: 'next' };
/** response, the record after it */
const updates: [string, TokenResponse | undefined, PairRecord][] = [
  ['nothing was sent', undefined, base],
  ['a token', { kind: 'granted', grant: { value: 'a', sentAt: 0, latencyMs: 1, lifetimeMs: 1 } }, base],
  ['an invalid response', { kind: 'invalid', reason: 'why' }, base],
  ['no response', { kind: 'unavailable', reason: 'why' }, base],
  [
    'a 503 with Retry-After',
    { kind: 'unavailable', reason: 'why', retryAfterMs: 5 * S },
    { ...base, retryAfter: retry(35, 'unavailable') },
  ],
  ['a 429', { kind: 'rate-limited', status: 429, retryAfterMs: 60 * S }, { ...base, retryAfter: retry(90) }],
  [
    'rejected credentials',
    { kind: 'rejected', status: 400, concerns: 'credentials' },
    { ...base, rejected: [one(0), { id: 'next', at: T + 30 * S }] },
  ],
  [
    'a rejected scope',
    { kind: 'rejected', status: 400, concerns: 'account' },
    { ...base, rejected: [one(0), { id: 'next', at: T + 30 * S, parameters: 'p' }] },
  ],
];

describe('T-6 the record of a pair', () => {
  it.each(updates)('after %s', (_what, response, record) => {
    expect(updateRecord(base, response, next.parameters, next.id, T + 30 * S)).toStrictEqual(record);
  });

  it('forgets a rejection after ten minutes and a little, and a Retry-After that is over', () => {
    const record = { ...rejected(0, 100), retryAfter: retry(300) };
    expect(pruneRecord(record, T + 299 * S)).toEqual(record);
    expect(pruneRecord(record, T + 300 * S)).toEqual(rejected(0, 100));
    expect(pruneRecord(record, T + 712 * S)).toEqual(rejected(0, 100));
    expect(pruneRecord(record, T + 713 * S)).toEqual(rejected());
    expect(pruneRecord({ ...rejected(), retryAfter: retry(300) }, T)).toEqual({ rejected: [], retryAfter: retry(300) });
    expect(pruneRecord(rejected(0, 100, 613), T + 614 * S)).toEqual(rejected(100, 613));
  });

  it('is empty when nothing is left', () => {
    expect(isEmptyRecord(rejected())).toBe(true);
    expect(isEmptyRecord(EMPTY_RECORD)).toBe(true);
    expect(EMPTY_RECORD).toEqual({ rejected: [] });
    expect(isEmptyRecord(rejected(1))).toBe(false);
    expect(isEmptyRecord({ ...rejected(), retryAfter: retry(1) })).toBe(false);
  });
});

describe('F-1 F-5 what two processes know of a pair', () => {
  it('is combined by the id of each rejection, not by its time, and is in order', () => {
    const moved = { ...one(1), at: T + 1 * S + 7.5 }; // the same one, known by way of a store
    const merged = mergeRecords({ rejected: [one(0), one(1)] }, { rejected: [one(-1), moved, one(2, 'p')] });
    expect(merged).toStrictEqual({ rejected: [one(-1), one(0), one(1), one(2, 'p')] });
  });

  it.each<[PairRecord['retryAfter'], PairRecord['retryAfter'], PairRecord['retryAfter']]>([
    [retry(5), undefined, retry(5)],
    [undefined, retry(5), retry(5)],
    [retry(5), retry(6), retry(6)],
    [retry(6), retry(5, 'unavailable'), retry(6)],
    [retry(6), retry(6, 'unavailable'), retry(6)],
    [undefined, undefined, undefined],
  ])('waits for the later of %j and %j', (own, other, later) => {
    const withRetry = (retryAfter: PairRecord['retryAfter']): PairRecord =>
      retryAfter ? { rejected: [], retryAfter } : { rejected: [] };
    expect(mergeRecords(withRetry(own), withRetry(other))).toStrictEqual(withRetry(later));
  });
});
