import { describe, expect, it } from '@jest/globals';
import { allOutcomes, MOST_ROWS, OTHER_ACCOUNTS, outcomesOf } from '../../lib/events/token-counters.js';

describe('O-2 outcomes', () => {
  it('are an account’s own, and go on when it is opened again', () => {
    outcomesOf('a').hit += 2;
    outcomesOf('a').hit += 1;
    outcomesOf('b').miss += 1;
    expect(allOutcomes().get('a')).toEqual({ hit: 3, stale: 0, joined: 0, miss: 0, refused: 0, failed: 0 });
    expect(allOutcomes().get('b')).toMatchObject({ hit: 0, miss: 1 });
  });

  it('of accounts beyond a thousand share a row, so that they stay bounded', () => {
    for (let n = 0; n < MOST_ROWS + 50; n += 1) outcomesOf(`many-${n}`).hit += 1;
    expect(allOutcomes().size).toBe(MOST_ROWS + 1);
    expect(allOutcomes().get(OTHER_ACCOUNTS)?.hit).toBeGreaterThanOrEqual(50);
    const before = outcomesOf('a').hit;
    outcomesOf('a').hit += 1;
    expect(allOutcomes().get('a')?.hit).toBe(before + 1);
  });
});
