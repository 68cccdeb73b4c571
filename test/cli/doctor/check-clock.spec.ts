import { describe, expect, it } from '@jest/globals';
import { checkClock } from '../../../lib/cli/doctor/check-clock.js';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const at = (serverOffsetMs: number, latencyMs = 0) => ({
  date: new Date(NOON + serverOffsetMs).toUTCString(),
  sentAt: NOON,
  receivedAt: NOON + latencyMs,
});

describe('the clock', () => {
  it.each([
    ['the same', at(0), 'ok', "matches the server's clock", 0],
    ['a second off, which is the resolution', at(-1_000), 'ok', "matches the server's clock", 0],
    ['a response that took a minute', at(60_000, 60_000), 'ok', "matches the server's clock", 0],
    ['5 s ahead', at(-5_000), 'ok', "4 s ahead of the server's, which is harmless", 4_000],
    ['60 s behind', at(60_000), 'ok', "60 s behind the server's, which is harmless", -60_000],
    ['61 s behind', at(61_000), 'warn', "this machine's clock is 61 s behind the server's", -61_000],
    ['62 s ahead', at(-62_000), 'warn', "this machine's clock is 61 s ahead of the server's", 61_000],
    ['an hour behind', at(3_600_000), 'warn', "this machine's clock is 60 min behind the server's", -3_600_000],
    ['a day ahead', at(-86_401_000), 'warn', "this machine's clock is 24 h ahead of the server's", 86_400_000],
    ['a year behind', at(365 * 86_400_000), 'warn', "this machine's clock is 365 days behind", -365 * 86_400_000],
  ] as const)('%s', (_what, reading, status, text, skewMs) => {
    const result = checkClock(reading);
    expect(result).toMatchObject({ check: 'clock', status, details: { skewMs: expect.closeTo(skewMs) } });
    expect(result.text).toContain(text);
    expect(result.exit).toBe(status === 'warn' ? 7 : undefined);
  });

  it.each([[undefined], ['yesterday'], ['']])('is not checked with the Date %j', (date) => {
    expect(checkClock({ date, sentAt: NOON, receivedAt: NOON })).toMatchObject({ status: 'skip' });
  });
});
