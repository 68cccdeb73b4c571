import { describe, expect, it } from '@jest/globals';
import { AsposeAuthError, type AsposeAuthErrorCode } from '../../lib/errors.js';
import type { AsposeAuthEvent } from '../../lib/observe/events.js';
import type { Reporter } from '../../lib/observe/reporter.js';
import { FlightLog } from '../../lib/token/flight-log.js';
import { ManualClock } from '../support/manual-clock.js';

function flight() {
  const clock = new ManualClock(1_000);
  const events: AsposeAuthEvent[] = [];
  const reporter = { report: (event: AsposeAuthEvent) => void events.push(event) } as Reporter;
  const log = new FlightLog('reports', 'cold', clock, reporter);
  clock.advance(5);
  return { clock, events, log };
}

const common = { account: 'reports', reason: 'cold' };
const failure = (code: AsposeAuthErrorCode) =>
  new AsposeAuthError(code, 'why', { status: 400, oauthError: 'invalid_client', retryAfterMs: 7 });

describe('O-1 what is told of a flight', () => {
  it('each request, and the token', () => {
    const { clock, events, log } = flight();
    log.sent(1);
    clock.advance(20);
    log.sent(2);
    clock.advance(3);
    log.landed({ value: 'hidden', sentAt: 1_025, latencyMs: 3, lifeMs: 60_000 });
    expect(events).toStrictEqual([
      { type: 'token.requested', ...common, at: 1_005, attempt: 1 },
      { type: 'token.requested', ...common, at: 1_025, attempt: 2 },
      {
        type: 'token.acquired',
        ...common,
        at: 1_028,
        durationMs: 28,
        lifeMs: 60_000,
        source: 'endpoint',
        expiresAt: 61_025,
      },
    ]);
  });

  it('F-1 a token that another process got', () => {
    const { events, log } = flight();
    log.landed({ value: 'hidden', sentAt: 900, latencyMs: 3, lifeMs: 60_000 });
    expect(events).toMatchObject([{ type: 'token.acquired', durationMs: 5, source: 'store' }]);
  });

  it.each([true, false])('the failure of what was sent (the old token serves: %p)', (servedStale) => {
    const { clock, events, log } = flight();
    log.sent(1);
    clock.advance(3);
    log.failed(failure('ERR_ASPOSE_CREDENTIALS'), servedStale);
    const details = { message: 'why', status: 400, oauthError: 'invalid_client', retryAfterMs: 7, servedStale };
    expect(events.slice(1)).toStrictEqual([
      { type: 'token.failed', ...common, at: 1_008, durationMs: 8, code: 'ERR_ASPOSE_CREDENTIALS', ...details },
    ]);
  });

  it.each<[AsposeAuthErrorCode, boolean, number]>([
    ['ERR_ASPOSE_CONFIG', false, 1],
    ['ERR_ASPOSE_CONFIG', true, 1],
    ['ERR_ASPOSE_CREDENTIALS', false, 0],
    ['ERR_ASPOSE_UNAVAILABLE', true, 1],
    ['ERR_ASPOSE_ABORTED', false, 0],
    ['ERR_ASPOSE_ABORTED', true, 0],
  ])('of %s, sent: %p, %d failures', (code, hasSent, failures) => {
    const { events, log } = flight();
    if (hasSent) log.sent(1);
    log.failed(failure(code), false);
    expect(events.filter(({ type }) => type === 'token.failed')).toHaveLength(failures);
  });
});
