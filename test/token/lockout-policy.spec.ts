import { describe, expect, it } from '@jest/globals';
import {
  type BlockedUntil,
  EMPTY_RECORD,
  getBlockedUntil,
  isEmptyRecord,
  type PairRecord,
  pruneRecord,
} from '../../lib/token/lockout-policy.js';

const S = 1_000;
const T = 1_000_000;
const refused = (...seconds: number[]): PairRecord => ({ rejectedAt: seconds.map((second) => T + second * S) });
const told = (second: number): BlockedUntil => ({ at: T + second * S, because: 'rate-limited' });

/** record, second, what is in the way until which second */
const cases: [PairRecord, number, BlockedUntil['because'] | undefined, number | undefined][] = [
  [refused(), 0, undefined, undefined],
  [refused(0), 14, 'rejected', 15],
  [refused(0), 15, undefined, undefined],
  [refused(0, 15), 74, 'rejected', 75],
  [refused(0, 15), 75, undefined, undefined],
  [refused(0, 15, 75), 314, 'rejected', 315],
  [refused(0, 15, 75), 315, undefined, undefined],
  [refused(0, 15, 75, 315), 316, 'limit-reached', 605],
  [refused(0, 15, 75, 315), 604, 'limit-reached', 605],
  [refused(0, 15, 75, 315), 605, undefined, undefined],
  [refused(0, 1, 2, 3, 4), 600, 'limit-reached', 606],
  [{ ...refused(), retryAfter: told(60) }, 59, 'rate-limited', 60],
  [{ ...refused(), retryAfter: told(60) }, 60, undefined, undefined],
  [{ ...refused(0), retryAfter: told(10) }, 5, 'rejected', 15],
  [{ ...refused(0), retryAfter: told(20) }, 5, 'rate-limited', 20],
  [{ ...refused(0, 15, 75, 315), retryAfter: told(900) }, 400, 'rate-limited', 900],
];

describe('T-6 what stands in the way of another request', () => {
  it.each(cases)('%j at %d s', (record, second, because, until) => {
    const expected = because && { at: T + (until ?? 0) * S, because };
    expect(getBlockedUntil(record, T + second * S)).toEqual(expected);
  });
});

describe('T-6 the record of a pair', () => {
  it('forgets a refusal after ten minutes and a little, and a word that is over', () => {
    const record = { ...refused(0, 100), retryAfter: told(300) };
    expect(pruneRecord(record, T + 299 * S)).toEqual(record);
    expect(pruneRecord(record, T + 300 * S)).toEqual(refused(0, 100));
    expect(pruneRecord(record, T + 604 * S)).toEqual(refused(0, 100));
    expect(pruneRecord(record, T + 605 * S)).toEqual(refused(100));
    expect(pruneRecord(record, T + 705 * S)).toEqual(refused());
  });

  it('is clean when nothing is left', () => {
    expect(isEmptyRecord(refused())).toBe(true);
    expect(isEmptyRecord(EMPTY_RECORD)).toBe(true);
    expect(EMPTY_RECORD).toEqual({ rejectedAt: [] });
    expect(isEmptyRecord(refused(1))).toBe(false);
    expect(isEmptyRecord({ ...refused(), retryAfter: told(1) })).toBe(false);
  });
});
