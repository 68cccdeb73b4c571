import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { TokenClient } from '../../lib/token/token-client.js';
import type { TokenHttpResponse } from '../../lib/token/token-response.js';
import { ManualClock } from '../support/manual-clock.js';
import { settingsWith } from '../support/settings.js';
import { answered, caught, granted, settled } from '../support/token-harness.js';

const START = Date.parse('2026-11-24T08:00:00Z');

/** One request that `reply` answers; `log` tells in which order things happened. */
function requestWith(reply: () => Promise<TokenHttpResponse>, options: AsposeAuthModuleOptions = {}) {
  const clock = new ManualClock(START);
  const controller = new AbortController();
  const log: string[] = [];
  const transport = () => {
    log.push('send');
    return reply();
  };
  const client = new TokenClient(settingsWith({ tokenTimeoutMs: 50, ...options }), {
    clock,
    random: () => 0,
    transport,
  });
  const start = () => client.request(randomUUID(), controller.signal, () => log.push('onSend'));
  return { clock, controller, log, start };
}

const never = () => new Promise<never>(() => undefined);

describe('T-5 the times of a token request', () => {
  it('are when it was sent, not when it began to be built, and when it was answered', async () => {
    const { clock, log, start } = requestWith(
      () => {
        clock.advance(30);
        return Promise.resolve(granted('one', 60));
      },
      { clientAuthentication: () => clock.advance(10) },
    );
    const grant = { value: 'one', sentAt: clock.elapsed() + 10, latencyMs: 30, lifetimeMs: 60_000 };
    expect(await start()).toStrictEqual({ kind: 'granted', grant });
    expect(log).toEqual(['onSend', 'send']);
    expect(clock.pendingTimers).toBe(0);
  });

  // Of a date alone nobody knows how far away it is: the clock of this process may be wrong (F-5).
  it.each([
    ['the Date of the response', { date: 'Tue, 24 Nov 2026 07:00:00 GMT' }, 30_000],
    ['nothing, without a Date', {}, 60_000],
  ])('do not matter to a Retry-After that is a date; it is compared with %s', async (_what, date, retryAfterMs) => {
    const headers = { ...date, 'retry-after': 'Tue, 24 Nov 2026 07:00:30 GMT' };
    const { start } = requestWith(() => Promise.resolve(answered(429, headers)));
    expect(await start()).toEqual({ kind: 'rate-limited', status: 429, retryAfterMs });
  });
});

describe('T-7 no reply', () => {
  it.each<[Error, string]>([
    [Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'the request failed (ECONNRESET)'],
    [Object.assign(new Error('aborted'), { code: 'ERR_BAD_RESPONSE' }), 'its response broke off'],
    [new Error('without a code'), 'the request failed (no connection)'],
    [null as never, 'the request failed (no connection)'],
    [undefined as never, 'the request failed (no connection)'],
    ['code' as never, 'the request failed (no connection)'],
    [Object.assign(() => undefined, { code: 'odd' }) as never, 'the request failed (odd)'],
  ])('for %p is unavailable, and the error beneath stays there', async (error, reason) => {
    const { start } = requestWith(() => Promise.reject(error));
    expect(await start()).toStrictEqual({ kind: 'unavailable', reason });
  });

  it('that fits: a response that is too large is invalid, and not requested again', async () => {
    const text = 'maxContentLength size of 65536 exceeded';
    const { start } = requestWith(() => Promise.reject(Object.assign(new Error(text), { code: 'ERR_BAD_RESPONSE' })));
    expect(await start()).toStrictEqual({ kind: 'invalid', reason: 'it is larger than 64 KiB' });
  });

  it('in time', async () => {
    const { clock, start } = requestWith(never);
    const asked = start();
    await settled();
    clock.advance(50);
    const reason = 'it did not answer within 50 ms (tokenTimeoutMs)';
    expect(await asked).toStrictEqual({ kind: 'unavailable', reason });
  });

  it('because the clientAuthentication function took too long', async () => {
    const { clock, log, start } = requestWith(never, { clientAuthentication: never });
    const asked = start();
    await settled();
    clock.advance(50);
    const reason = 'the clientAuthentication function did not answer within 50 ms (tokenTimeoutMs)';
    expect(await asked).toStrictEqual({ kind: 'unavailable', reason });
    expect(log).toEqual([]);
  });
});

describe('T-9 an abort', () => {
  it('ends it with its reason, though the request fails too', async () => {
    const { controller, start } = requestWith(() => {
      controller.abort('closing');
      return Promise.reject(new Error('canceled'));
    });
    expect(await caught(start())).toBe('closing');
  });

  it('while the request is built sends nothing', async () => {
    const { controller, log, start } = requestWith(never, { clientAuthentication: () => controller.abort('closing') });
    expect(await caught(start())).toBe('closing');
    await settled();
    expect(log).toEqual([]);
  });
});

it('a clientAuthentication function that fails is no matter of the endpoint', async () => {
  const { log, start } = requestWith(never, { clientAuthentication: () => Promise.reject(new Error('no key')) });
  expect(await caught(start())).toMatchObject({ code: 'ERR_ASPOSE_CONFIG' });
  expect(log).toEqual([]);
});
