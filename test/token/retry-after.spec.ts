import { describe, expect, it } from '@jest/globals';
import { parseRetryAfterMs } from '../../lib/token/token-response.js';

const now = Date.parse('2026-11-24T08:00:00Z');

describe('T-6 Retry-After', () => {
  it.each([
    ['600', 600_000],
    [' 5 ', 5_000],
    ['0', 0],
    ['99999999999', 24 * 3_600_000],
    ['Tue, 24 Nov 2026 08:01:00 GMT', 60_000],
    ['Tuesday, 24-Nov-26 08:01:00 GMT', 60_000],
    ['Tue Nov 24 08:01:00 2026 GMT', 60_000],
    ['Tue, 24 Nov 2026 07:00:00 GMT', 0],
    ['Tue, 24 Nov 2099 07:00:00 GMT', 24 * 3_600_000],
    ['', undefined],
    [undefined, undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['24 Nov 2026 08:01:00 GMT', undefined],
    ['5 seconds', undefined],
    ['2026', 2_026_000],
    ['2026-11-24', undefined],
  ])('%p is %p ms', (header, expected) => {
    expect(parseRetryAfterMs(header, now)).toBe(expected);
  });
});
