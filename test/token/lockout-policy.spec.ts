import { describe, expect, it } from '@jest/globals';
import {
  CLEAN_RECORD,
  inTheWay,
  isClean,
  type NotBefore,
  type PairRecord,
  pruned,
} from '../../lib/token/lockout-policy.js';

const S = 1_000;
const T = 1_000_000;
const refused = (...seconds: number[]): PairRecord => ({ refusedAt: seconds.map((second) => T + second * S) });
const told = (second: number): NotBefore => ({ at: T + second * S, because: 'limited' });

/** record, second, what is in the way until which second */
const cases: [PairRecord, number, NotBefore['because'] | undefined, number | undefined][] = [
  [refused(), 0, undefined, undefined],
  [refused(0), 14, 'refused', 15],
  [refused(0), 15, undefined, undefined],
  [refused(0, 15), 74, 'refused', 75],
  [refused(0, 15), 75, undefined, undefined],
  [refused(0, 15, 75), 314, 'refused', 315],
  [refused(0, 15, 75), 315, undefined, undefined],
  [refused(0, 15, 75, 315), 316, 'full', 605],
  [refused(0, 15, 75, 315), 604, 'full', 605],
  [refused(0, 15, 75, 315), 605, undefined, undefined],
  [refused(0, 1, 2, 3, 4), 600, 'full', 606],
  [{ ...refused(), told: told(60) }, 59, 'limited', 60],
  [{ ...refused(), told: told(60) }, 60, undefined, undefined],
  [{ ...refused(0), told: told(10) }, 5, 'refused', 15],
  [{ ...refused(0), told: told(20) }, 5, 'limited', 20],
  [{ ...refused(0, 15, 75, 315), told: told(900) }, 400, 'limited', 900],
];

describe('T-6 what stands in the way of another request', () => {
  it.each(cases)('%j at %d s', (record, second, because, until) => {
    const expected = because && { at: T + (until ?? 0) * S, because };
    expect(inTheWay(record, T + second * S)).toEqual(expected);
  });
});

describe('T-6 the record of a pair', () => {
  it('forgets a refusal after ten minutes and a little, and a word that is over', () => {
    const record = { ...refused(0, 100), told: told(300) };
    expect(pruned(record, T + 299 * S)).toEqual(record);
    expect(pruned(record, T + 300 * S)).toEqual(refused(0, 100));
    expect(pruned(record, T + 604 * S)).toEqual(refused(0, 100));
    expect(pruned(record, T + 605 * S)).toEqual(refused(100));
    expect(pruned(record, T + 705 * S)).toEqual(refused());
  });

  it('is clean when nothing is left', () => {
    expect(isClean(refused())).toBe(true);
    expect(isClean(CLEAN_RECORD)).toBe(true);
    expect(CLEAN_RECORD).toEqual({ refusedAt: [] });
    expect(isClean(refused(1))).toBe(false);
    expect(isClean({ ...refused(), told: told(1) })).toBe(false);
  });
});
