import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { CHANNELS } from '../../lib/events/diagnostics-channels.js';
import { createEventReporter, toLogLine } from '../../lib/events/event-reporter.js';
import type { AsposeAuthEvent } from '../../lib/events/events.js';

const common = { account: 'default', at: 0 };
const failed = { ...common, type: 'token.failed', reason: 'cold', durationMs: 1, code: 'X', message: 'why' } as const;
/** event, level and text of its line */
const lines: [AsposeAuthEvent, string | undefined, string | undefined][] = [
  [{ ...common, type: 'token.requested', reason: 'cold', attempt: 1 }, undefined, undefined],
  [
    { ...common, type: 'token.acquired', reason: 'cold', durationMs: 1, lifetimeMs: 3_600_000, source: 'endpoint' },
    'debug',
    'token acquired (cold), valid for 3600 s',
  ],
  [
    { ...common, type: 'token.acquired', reason: 'cold', durationMs: 1, lifetimeMs: 1_500, source: 'store' },
    'debug',
    'token taken from the store (cold), valid for 1.5 s',
  ],
  [
    { ...common, type: 'store.failed', message: 'read only' },
    'warn',
    'the token store failed (read only). Calls go on, each process with its own tokens. Check the store',
  ],
  [{ ...common, type: 'store.recovered' }, 'log', 'the token store has recovered; tokens are shared'],
  [{ ...failed, stillServing: false }, 'error', 'why'],
  [{ ...failed, stillServing: true }, 'warn', 'token refresh failed, the current token is still used: why'],
  [{ ...failed, account: 'reports', stillServing: false }, 'error', '[reports] why'],
  [{ ...failed, stillServing: false, retryAfterMs: 8_899 }, 'error', 'why Next try in 8.9 s.'],
  [{ ...failed, stillServing: false, retryAfterMs: 600_000 }, 'error', 'why Next try in 600 s.'],
  [{ ...common, type: 'token.rejected' }, 'warn', 'the API rejected the token before it expired'],
  [{ ...common, type: 'request.unauthorized', origin: 'https://a' }, undefined, undefined],
  [{ ...common, type: 'request.replayed', origin: 'https://a', status: 200 }, undefined, undefined],
  [
    { ...common, type: 'request.replay-skipped', origin: 'https://a', reason: 'rejecting' },
    'warn',
    '401 from https://a returned to the caller (rejecting)',
  ],
];

describe('O-3 the log', () => {
  it.each(lines)('%j', (event, level, text) => {
    expect(toLogLine(event)).toEqual(level && { level, text });
  });
});

describe('O-1 an event', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each(lines)('%j reaches events$, its channel and the log, once each', (event, level, text) => {
    const name = `aspose-auth:${event.type}`;
    const published: unknown[] = [];
    const onMessage = (message: unknown) => void published.push(message);
    const levels = ['debug', 'log', 'warn', 'error'] as const;
    const spies = levels.map((one) => jest.spyOn(Logger.prototype, one).mockImplementation(() => undefined));
    const reporter = createEventReporter();
    const emitted: AsposeAuthEvent[] = [];
    reporter.events$.subscribe((one) => emitted.push(one));
    subscribe(name, onMessage);
    reporter.report(event);
    unsubscribe(name, onMessage);
    expect([emitted, published]).toEqual([[event], [event]]);
    expect(CHANNELS[event.type].name).toBe(name);
    const logged = spies.flatMap((spy, index) => spy.mock.calls.map(([line]) => [levels[index], line]));
    expect(logged).toEqual(level ? [[level, text]] : []);
  });
});

describe('O-3 a logger that throws', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each(lines)('fails nothing: %j', (event) => {
    for (const level of ['debug', 'log', 'warn', 'error'] as const) {
      jest.spyOn(Logger.prototype, level).mockImplementation(() => {
        throw new Error('the disk is full');
      });
    }
    expect(() => createEventReporter().report(event)).not.toThrow();
  });
});

describe('T-12 the log of failures', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  function logOf(...reported: AsposeAuthEvent[]) {
    const lines: unknown[] = [];
    for (const level of ['debug', 'log', 'warn', 'error'] as const) {
      jest.spyOn(Logger.prototype, level).mockImplementation((line) => void lines.push(line));
    }
    const reporter = createEventReporter();
    const emitted: AsposeAuthEvent[] = [];
    reporter.events$.subscribe((event) => emitted.push(event));
    for (const event of reported) reporter.report(event);
    expect(emitted).toEqual(reported);
    return lines;
  }
  const failure = (code: string, message = code): AsposeAuthEvent => ({
    ...failed,
    code,
    message,
    stillServing: false,
  });
  const acquired: AsposeAuthEvent = {
    ...common,
    type: 'token.acquired',
    reason: 'cold',
    durationMs: 1,
    lifetimeMs: 60_000,
    source: 'endpoint',
  };

  it('has one more line when calls begin to fail with what only a refresh had failed with', () => {
    const behindToken = { ...failed, code: 'A', stillServing: true } as const;
    const lines = logOf(behindToken, behindToken, failure('A'), failure('A'), behindToken);
    expect(lines).toEqual(['token refresh failed, the current token is still used: why', 'A']);
  });

  it('has one line for each kind of failure until a token is acquired, and every failure is an event', () => {
    const lines = logOf(failure('A'), failure('A'), failure('B'), failure('A'), acquired, failure('A'), failure('A'));
    expect(lines).toEqual(['A', 'B', 'token acquired (cold), valid for 60 s', 'A']);
  });

  it('has one line for a message with line breaks and other control characters', () => {
    const lines = logOf(failure('A', 'first\r\n[Nest] forged\u001b[31m\u2028\u0085\u202eline'));
    expect(lines).toEqual(['first [Nest] forged [31m line']);
  });
});
