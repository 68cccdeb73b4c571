import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { TokenClient } from '../../lib/token/token-client.js';
import type { TokenHttpResponse } from '../../lib/token/token-response.js';
import { ManualClock } from '../support/manual-clock.js';
import { settingsWith } from '../support/settings.js';
import { answered, caught, granted, settled } from '../support/token-harness.js';

const pairs = () =>
  (globalThis as never)[Symbol.for('nestjs-aspose-auth.credential-pairs.1')] as Map<string, unknown> | undefined;

/** A credential pair whose requests wait for the test to answer them. */
function pair(options: AsposeAuthModuleOptions = {}) {
  const clock = new ManualClock();
  const settings = settingsWith(options);
  const secret = randomUUID();
  const replies: ((reply: TokenHttpResponse) => void)[] = [];
  const transport = () => new Promise<TokenHttpResponse>((resolve) => replies.push(resolve));
  const client = new TokenClient(settings, { clock, random: () => 0, transport });
  const log = { sent: 0 };
  const ask = (signal = new AbortController().signal, own = secret) =>
    client.request(own, signal, () => {
      log.sent += 1;
    });
  const outcome = async (reply: TokenHttpResponse) => {
    const asked = ask();
    await settled();
    replies.shift()?.(reply);
    return (await asked).kind;
  };
  return { clock, log, replies, ask, outcome };
}

describe('T-6 a pair', () => {
  it.each([
    ['a rejection', answered(400, {}, 'invalid_client'), 'rejected', 15_000],
    ['a 429', answered(429, { 'retry-after': '600' }), 'rate-limited', 600_000],
    ['a 503 with Retry-After', answered(503, { 'retry-after': '5' }), 'unavailable', 5_000],
  ])('is not sent after %s, until the time is over', async (_what, reply, because, ms) => {
    const { clock, log, ask, outcome } = pair();
    await outcome(reply);
    clock.advance(ms - 1);
    expect(await ask()).toMatchObject({ kind: 'blocked', blocked: { because, at: clock.monotonic() + 1 } });
    expect(log.sent).toBe(1);
    clock.advance(1);
    expect(await outcome(granted('one'))).toBe('granted');
  });

  it.each([
    ['a token', granted('one'), 'granted'],
    ['a 503', answered(503), 'unavailable'],
    ['an unusable answer', answered(404), 'invalid'],
  ])('is sent again at once after %s, of which nothing is kept', async (_what, reply, kind) => {
    const { log, outcome } = pair();
    const before = pairs()?.size ?? 0;
    for (let i = 0; i < 6; i += 1) expect(await outcome(reply)).toBe(kind);
    expect([log.sent, pairs()?.size]).toEqual([6, before]);
  });

  it('counts each refusal, by when it arrived', async () => {
    const { clock, ask, outcome } = pair();
    for (const pause of [15_000, 60_000, 240_000, 0]) {
      expect(await outcome(answered(401, {}, 'invalid_client'))).toBe('rejected');
      clock.advance(pause);
    }
    const at = clock.monotonic() + 298_000; // 613 s after the first
    expect(await ask()).toMatchObject({ kind: 'blocked', blocked: { because: 'limit-reached', at } });
  });

  it('is another with another secret', async () => {
    const { log, replies, ask, outcome } = pair();
    await outcome(answered(400, {}, 'invalid_client'));
    const asked = ask(undefined, randomUUID());
    await settled();
    replies.shift()?.(granted('one'));
    expect([(await asked).kind, log.sent]).toEqual(['granted', 2]);
  });

  it('gives its place back when the request could not be built', async () => {
    const { ask } = pair({ clientAuthentication: () => Promise.reject(new Error('no key')) });
    for (let i = 0; i < 6; i += 1) expect(await caught(ask())).toMatchObject({ code: 'ERR_ASPOSE_CONFIG' });
  });
});

describe('T-9 an abort while a request waits for its place', () => {
  it('sends nothing, and gives the place back', async () => {
    const { log, replies, ask, outcome } = pair();
    const four = Array.from({ length: 4 }, () => ask());
    const controller = new AbortController();
    const fifth = caught(ask(controller.signal));
    await settled();
    controller.abort('closing');
    for (const reply of replies.splice(0)) reply(granted('one'));
    expect(await fifth).toBe('closing');
    await Promise.all(four);
    expect(log.sent).toBe(4);
    expect(await outcome(granted('two'))).toBe('granted');
  });
});
