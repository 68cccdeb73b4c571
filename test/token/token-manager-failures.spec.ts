import { describe, expect, it } from '@jest/globals';
import { answered, caught, granted, harness, settled } from '../support/token-harness.js';

const S = 1_000;
const MIN = 60 * S;
const RATE = Number(process.env.CALLS_A_SECOND ?? 200);

describe('T-6 refused credentials', () => {
  it(`fail fast, and are sent at most four times in any ten minutes under ${RATE} calls/s`, async () => {
    const { tokens, pending, advance, sentAt, clock } = harness();
    const startedAt = clock.now();
    while (clock.now() < startedAt + 12 * MIN) {
      const calls = Array.from({ length: RATE }, () => caught(tokens.getToken()));
      await settled();
      await pending.shift()?.reply(answered(400, {}, 'invalid_client'));
      const codes = new Set((await Promise.all(calls)).map((error) => (error as { code: string }).code));
      for (const code of codes) expect(['ERR_ASPOSE_CREDENTIALS', 'ERR_ASPOSE_LOCKED_OUT']).toContain(code);
      await advance(S);
    }
    for (const at of sentAt)
      expect(sentAt.filter((other) => other >= at && other < at + 10 * MIN).length).toBeLessThanOrEqual(4);
    expect(sentAt).toHaveLength(5);
  }, 60_000);

  it('say what to do, and when', async () => {
    const { tokens, next, events } = harness();
    const waiting = caught(tokens.getToken());
    await (await next()).reply(answered(400, {}, 'invalid_client'));
    const first = await waiting;
    const retryAfterMs = 15_000; // also of the first error and event, those of the response itself
    expect(events.at(-1)).toMatchObject({ type: 'token.failed', retryAfterMs });
    expect(first).toMatchObject({
      code: 'ERR_ASPOSE_CREDENTIALS',
      status: 400,
      oauthError: 'invalid_client',
      retryAfterMs,
    });
    expect((first as Error).message).toMatch(
      /api\.aspose\.cloud rejected .*Check the client id and clientSecret.*hours/,
    );
  });

  it('are told apart from a scope that was refused', async () => {
    const { tokens, next } = harness({ scope: 'x' });
    const waiting = caught(tokens.getToken());
    await (await next()).reply(answered(400, {}, 'invalid_scope'));
    expect((await waiting) as Error).toMatchObject({ message: expect.stringContaining('Check scope, resource and') });
  });

  it('show the hint where id and secret may be swapped', async () => {
    const { tokens, next, settings } = harness({
      clientId: 'f00',
      clientSecret: 'a1b2c3d4-0000-4000-8000-000000000000',
    });
    expect(settings.hint).toBeDefined();
    const waiting = caught(tokens.getToken());
    await (await next()).reply(answered(400, {}, 'invalid_client'));
    expect((await waiting) as Error).toMatchObject({ message: expect.stringContaining('may be swapped') });
  });

  it('of one pair count for all its accounts', async () => {
    const pair = { clientId: 'same', clientSecret: `secret-${Math.random()}` };
    const [a, b] = [harness(pair), harness({ ...pair, scope: 'other' })];
    const first = caught(a.tokens.getToken());
    await (await a.next()).reply(answered(400, {}, 'invalid_client'));
    await first;
    await expect(b.tokens.getToken()).rejects.toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect(b.sentAt).toHaveLength(0);
  });

  it('never exceed the limit when many flights of one pair leave at once', async () => {
    const pair = { clientId: 'same', clientSecret: `secret-${Math.random()}` };
    const many = Array.from({ length: 12 }, (_, i) => harness({ ...pair, scope: `s${i}` }));
    const calls = many.map(({ tokens }) => caught(tokens.getToken()));
    await settled();
    expect(many.flatMap(({ sentAt }) => sentAt)).toHaveLength(4);
    for (const { pending } of many) await pending.shift()?.reply(answered(400, {}, 'invalid_client'));
    await Promise.all(calls);
    expect(many.flatMap(({ sentAt }) => sentAt)).toHaveLength(4);
  });

  it('do not hold up a pair whose tokens are granted', async () => {
    const pair = { clientId: 'same', clientSecret: `secret-${Math.random()}` };
    const many = Array.from({ length: 12 }, (_, i) => harness({ ...pair, scope: `s${i}` }));
    const calls = many.map(({ tokens }) => tokens.getToken());
    for (let round = 0; round < 3; round += 1) {
      await settled();
      for (const { pending } of many) await pending.shift()?.reply(granted('ok'));
    }
    await Promise.all(calls);
    expect(many.flatMap(({ sentAt }) => sentAt)).toHaveLength(12);
  });
});

describe('T-6 Retry-After', () => {
  it.each([
    [429, 'ERR_ASPOSE_LOCKED_OUT'],
    [503, 'ERR_ASPOSE_UNAVAILABLE'],
  ])('of a %d: nothing is sent before, callers fail fast with the time that is left', async (status, code) => {
    const { tokens, next, advance, sentAt } = harness();
    const waiting = caught(tokens.getToken());
    await (await next()).reply(answered(status, { 'retry-after': '600' }));
    expect(await waiting).toMatchObject({ code, status, retryAfterMs: 600_000 });
    await advance(400 * S);
    expect(await caught(tokens.getToken())).toMatchObject({ code, retryAfterMs: 200_000 });
    await advance(200 * S - 1);
    expect(await caught(tokens.getToken())).toMatchObject({ code, retryAfterMs: 1 });
    expect(sentAt).toHaveLength(1);
    await advance(1);
    const again = tokens.getToken();
    await (await next()).reply(granted('one'));
    expect((await again).value).toBe('one');
  });
});

describe('T-7 transient failures', () => {
  it('are tried three times in a flight that all callers share', async () => {
    const { tokens, next, advance, pending, sentAt } = harness();
    const calls = Array.from({ length: 100 }, () => caught(tokens.getToken()));
    await (await next()).reply(answered(500));
    await advance(200);
    await (await next()).fail('ECONNREFUSED');
    await advance(400);
    await (await next()).reply(answered(502));
    const errors = await Promise.all(calls);
    expect(errors.every((error) => (error as { code: string }).code === 'ERR_ASPOSE_UNAVAILABLE')).toBe(true);
    expect([sentAt.length, pending.length]).toEqual([3, 0]);
  });

  it('of a refresh whose token is revoked meanwhile are repeated, as if there had been none', async () => {
    const { acquire, advance, manager, tokens, next } = harness();
    await acquire('one', 3_600);
    await advance(3_400 * S);
    manager.getCached(); // starts a refresh
    const refresh = await next();
    tokens.reject('one');
    const waiting = tokens.getToken();
    await refresh.reply(answered(500));
    await advance(S);
    await (await next()).reply(granted('two'));
    expect((await waiting).value).toBe('two');
  });

  it('are cured by a later attempt, and nobody notices', async () => {
    const { tokens, next, advance } = harness();
    const waiting = tokens.getToken();
    await (await next()).fail('ECONNRESET');
    await advance(200);
    await (await next()).reply(granted('one'));
    expect((await waiting).value).toBe('one');
  });

  it('name the host, the cause and the option', async () => {
    const { tokens, next, advance } = harness();
    const waiting = caught(tokens.getToken());
    for (const pause of [200, 400, 0]) {
      await (await next()).fail('ENOTFOUND');
      await advance(pause);
    }
    expect((await waiting) as Error).toMatchObject({
      message: expect.stringMatching(/No token from api\.aspose\.cloud: the request failed \(ENOTFOUND\).*tokenUrl/),
    });
  });

  it.each([
    [0, 250, 1],
    [0.999, 999, 2], // of 999.25 ms
  ])('are remembered for a moment (random %d: %d ms), then one probe is sent', async (random, ms, retryAfterMs) => {
    const { tokens, next, advance, sentAt } = harness({}, () => random);
    const first = caught(tokens.getToken());
    for (const pause of [400, 800, 0]) {
      await (await next()).reply(answered(503));
      await advance(pause);
    }
    await first;
    expect(sentAt).toHaveLength(3);
    await advance(ms - 1);
    expect(await caught(tokens.getToken())).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE', retryAfterMs });
    await advance(2);
    const [probe, joined] = [tokens.getToken(), tokens.getToken()];
    await (await next()).reply(granted('one'));
    expect([(await probe).value, (await joined).value, sentAt.length]).toEqual(['one', 'one', 4]);
  });

  it('end with tokenTimeoutMs for an attempt and tokenDeadlineMs for all', async () => {
    const { tokens, next, advance, sentAt, clock } = harness({ tokenTimeoutMs: 1_000, tokenDeadlineMs: 2_500 });
    const waiting = caught(tokens.getToken());
    const hanging = await next();
    await advance(1_000);
    expect(hanging.signal.aborted).toBe(true);
    await advance(200);
    await next();
    await advance(1_000);
    await advance(200);
    await next();
    await advance(100);
    expect(await waiting).toMatchObject({
      code: 'ERR_ASPOSE_UNAVAILABLE',
      message: expect.stringContaining('did not answer within 1000 ms'),
    });
    expect([sentAt.length, clock.pendingTimers]).toEqual([3, 0]);
  });
});
