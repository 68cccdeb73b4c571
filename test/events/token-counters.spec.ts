import { describe, expect, it } from '@jest/globals';
import {
  getAllTokenCounts,
  getTokenCounts,
  MAX_ACCOUNT_ROWS,
  OTHER_ACCOUNTS,
} from '../../lib/events/token-counters.js';

describe('O-2 outcomes', () => {
  it('are an account’s own, and go on when it is opened again', () => {
    getTokenCounts('a').hit += 2;
    getTokenCounts('a').hit += 1;
    getTokenCounts('b').miss += 1;
    expect(getAllTokenCounts().get('a')).toEqual({
      hit: 3,
      refresh_due: 0,
      joined: 0,
      miss: 0,
      failed_fast: 0,
      failed: 0,
    });
    expect(getAllTokenCounts().get('b')).toMatchObject({ hit: 0, miss: 1 });
  });

  it('of accounts beyond a thousand share a row, so that they stay bounded', () => {
    for (let n = 0; n < MAX_ACCOUNT_ROWS + 50; n += 1) getTokenCounts(`many-${n}`).hit += 1;
    expect(getAllTokenCounts().size).toBe(MAX_ACCOUNT_ROWS + 1);
    expect(getAllTokenCounts().get(OTHER_ACCOUNTS)?.hit).toBeGreaterThanOrEqual(50);
    const before = getTokenCounts('a').hit;
    getTokenCounts('a').hit += 1;
    expect(getAllTokenCounts().get('a')?.hit).toBe(before + 1);
  });
});
