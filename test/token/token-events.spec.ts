import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeAuthError, type AsposeAuthErrorCode } from '../../lib/errors.js';
import { TOKEN_FETCH_SETTLED } from '../../lib/events/diagnostics-channels.js';
import type { EventReporter } from '../../lib/events/event-reporter.js';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import { AccessToken } from '../../lib/token/access-token.js';
import { TokenFetchEvents } from '../../lib/token/token-events.js';
import { ManualClock } from '../support/manual-clock.js';
import { settingsWith } from '../support/settings.js';

function startFetch() {
  const clock = new ManualClock(1_000);
  const events: AsposeAuthEvent[] = [];
  const reporter = { report: (event: AsposeAuthEvent) => void events.push(event) } as EventReporter;
  const log = new TokenFetchEvents({ ...settingsWith(), name: 'reports' }, 'cold', clock, reporter);
  clock.advance(5);
  return { clock, events, log };
}

const common = { account: 'reports', reason: 'cold' };
const token = new AccessToken('hidden', 1_025, 61_025);
const origin = 'https://api.aspose.cloud';
const failure = (code: AsposeAuthErrorCode) =>
  new AsposeAuthError(code, 'why', { status: 400, oauthError: 'invalid_client', retryAfterMs: 7 });

describe('O-1 what is reported of a fetch', () => {
  it('each request, and the token; its time counts from the first of them', () => {
    const { clock, events, log } = startFetch();
    log.requestSent();
    clock.advance(20);
    log.requestSent();
    clock.advance(3);
    log.succeeded({ value: 'hidden', sentAt: 1_025, latencyMs: 3, lifetimeMs: 60_000 }, token);
    expect(events).toStrictEqual([
      { type: 'token.requested', ...common, at: 1_005, attempt: 1, origin },
      { type: 'token.requested', ...common, at: 1_025, attempt: 2, origin },
      {
        type: 'token.acquired',
        ...common,
        at: 1_028,
        durationMs: 23,
        lifetimeMs: 60_000,
        source: 'endpoint',
        expiresAt: 61_025,
      },
    ]);
  });

  it.each([0, 1])('F-1 a token that another process got, after %d requests of this one', (requests) => {
    const { events, log } = startFetch();
    for (let sent = 0; sent < requests; sent += 1) log.requestSent();
    log.succeeded({ value: 'hidden', sentAt: 900, latencyMs: 3, lifetimeMs: 60_000, isShared: true }, token);
    expect(events.at(-1)).toMatchObject({ type: 'token.acquired', source: 'store' });
    if (requests === 0) expect(events.at(-1)).toMatchObject({ durationMs: 5 });
  });

  it.each([true, false])('the failure of what was sent (the old token serves: %p)', (stillServing) => {
    const { clock, events, log } = startFetch();
    log.requestSent();
    clock.advance(3);
    log.failed(failure('ERR_ASPOSE_CREDENTIALS'), stillServing);
    const details = { message: 'why', status: 400, oauthError: 'invalid_client', retryAfterMs: 7, stillServing };
    expect(events.slice(1)).toStrictEqual([
      { type: 'token.failed', ...common, at: 1_008, durationMs: 3, code: 'ERR_ASPOSE_CREDENTIALS', ...details },
    ]);
  });

  it.each<[AsposeAuthErrorCode, boolean, number]>([
    ['ERR_ASPOSE_CONFIG', false, 1],
    ['ERR_ASPOSE_CONFIG', true, 1],
    ['ERR_ASPOSE_CREDENTIALS', false, 1],
    ['ERR_ASPOSE_LOCKED_OUT', false, 1],
    ['ERR_ASPOSE_UNAVAILABLE', false, 1],
    ['ERR_ASPOSE_UNAVAILABLE', true, 1],
    ['ERR_ASPOSE_ABORTED', false, 0],
    ['ERR_ASPOSE_ABORTED', true, 0],
  ])('T-12 of %s, sent: %p, %d failures', (code, hasSent, failures) => {
    const { events, log } = startFetch();
    if (hasSent) log.requestSent();
    log.failed(failure(code), false);
    expect(events.filter(({ type }) => type === 'token.failed')).toHaveLength(failures);
  });

  it('a failure before anything was sent, with the time of the fetch', () => {
    const { events, log } = startFetch();
    log.failed(failure('ERR_ASPOSE_CONFIG'), false);
    expect(events).toMatchObject([{ type: 'token.failed', durationMs: 5 }]);
  });
});

describe('O-1 that a fetch has settled', () => {
  const order: unknown[] = [];
  const onOver = (message: unknown) => void order.push(message);
  beforeEach(() => subscribe(TOKEN_FETCH_SETTLED.name, onOver));
  afterEach(() => {
    unsubscribe(TOKEN_FETCH_SETTLED.name, onOver);
    order.length = 0;
  });
  const grant = { value: 'hidden', sentAt: 900, latencyMs: 3, lifetimeMs: 60_000 };

  it.each<[string, (log: TokenFetchEvents) => void]>([
    ['with a token', (log) => log.succeeded(grant, token)],
    ['with a failure', (log) => log.failed(failure('ERR_ASPOSE_CONFIG'), false)],
    ['before anything was sent', (log) => log.failed(failure('ERR_ASPOSE_CREDENTIALS'), false)],
    ['with its application', (log) => log.failed(failure('ERR_ASPOSE_ABORTED'), false)],
    ['before it hears of it', (log) => log.settled()],
  ])('is told once, %s', (_how, end) => {
    const { log } = startFetch();
    expect(order).toEqual([]);
    end(log);
    expect(order).toEqual([{ account: 'reports' }]);
    log.failed(failure('ERR_ASPOSE_ABORTED'), false);
    expect(order).toHaveLength(1);
  });

  it.each<[string, (log: TokenFetchEvents) => void]>([
    ['token.acquired', (log) => log.succeeded(grant, token)],
    ['token.failed', (log) => log.failed(failure('ERR_ASPOSE_CONFIG'), false)],
  ])('is told after %s', (type, end) => {
    const { log, events } = startFetch();
    const seen: string[] = [];
    const look = () => void seen.push(...events.map((event) => event.type));
    subscribe(TOKEN_FETCH_SETTLED.name, look);
    end(log);
    unsubscribe(TOKEN_FETCH_SETTLED.name, look);
    expect(seen).toEqual([type]);
  });
});
