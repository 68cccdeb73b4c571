import { describe, expect, it } from '@jest/globals';
import { EMPTY, firstValueFrom } from 'rxjs';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import { TokenClient } from '../../lib/token/token-client.js';
import { TokenManager } from '../../lib/token/token-manager.js';
import type { TokenSource } from '../../lib/token/token-source.js';
import { answered, caught, granted, harness, settled } from '../support/token-harness.js';

const S = 1_000;
const MIN = 60 * S;

describe('T-1 one flight', () => {
  const count = Number(process.env.COLD_CALLERS ?? 10_000);
  it(`serves ${count} cold callers`, async () => {
    const { tokens, next, sentAt } = harness();
    const callers = Array.from({ length: count }, (_, i) =>
      i % 2 ? tokens.getToken() : firstValueFrom(tokens.token$),
    );
    await (await next()).reply(granted('one'));
    const values = new Set((await Promise.all(callers)).map(({ value }) => value));
    expect([sentAt.length, [...values]]).toEqual([1, ['one']]);
  });

  it('serves callers that join while it is under way, and fails them all with an error of their own', async () => {
    const { tokens, next, advance, sentAt } = harness();
    const early = tokens.getToken();
    const request = await next();
    const late = tokens.getToken();
    await request.reply(answered(404));
    const errors = await Promise.all([early, late].map((caller) => caller.catch((error: unknown) => error)));
    expect(errors).toMatchObject([{ code: 'ERR_ASPOSE_TOKEN_RESPONSE' }, { code: 'ERR_ASPOSE_TOKEN_RESPONSE' }]);
    expect(errors[0]).not.toBe(errors[1]);
    await advance(10 * S);
    expect(sentAt).toHaveLength(1);
  });

  it('counts as one request, and leaves no timer behind', async () => {
    const { acquire, manager, clock } = harness();
    const token = await acquire();
    expect([manager.requestCount, clock.pendingTimers, manager.isFromStore(token)]).toEqual([1, 0, false]);
  });
});

describe('T-2 a held token', () => {
  it('is handed out at once, the same object each time', async () => {
    const { acquire, manager, tokens } = harness();
    const token = await acquire();
    expect(manager.getCached()).toBe(token);
    expect(manager.getCached()).toBe(token);
    expect(tokens.current()).toBe(token);
    let emitted: unknown;
    tokens.token$.subscribe((value) => {
      emitted = value;
    });
    expect(emitted).toBe(token);
  });
});

describe('T-3 the refresh', () => {
  it('begins in the background; callers go on with the old token', async () => {
    const { acquire, advance, manager, next, sentAt } = harness();
    const old = await acquire('one');
    await advance(55 * MIN - 1);
    expect([manager.getCached(), sentAt.length]).toEqual([old, 1]);
    await advance(1);
    expect([manager.getCached(), manager.getCached()]).toEqual([old, old]);
    await settled();
    expect(sentAt).toHaveLength(2);
    await (await next()).reply(granted('two'));
    expect(manager.getCached()?.value).toBe('two');
  });

  it('is waited for in the last moments', async () => {
    const { acquire, advance, tokens, next } = harness();
    await acquire('one');
    await advance(60 * MIN - 30 * S);
    const waiting = tokens.getToken();
    await (await next()).reply(granted('two'));
    expect((await waiting).value).toBe('two');
  });

  it('T-4 that fails in the last moments falls back on the old token, and beyond its end on nothing', async () => {
    const { acquire, advance, tokens, next, sentAt } = harness();
    await acquire('one');
    await advance(60 * MIN - 20 * S);
    const waiting = tokens.getToken();
    await (await next()).reply(answered(500));
    expect((await waiting).value).toBe('one');
    expect((await tokens.getToken()).value).toBe('one');
    expect(sentAt).toHaveLength(2);
    await advance(20 * S);
    expect(tokens.current()).toBeUndefined();
    const late = tokens.getToken();
    await (await next()).reply(granted('two'));
    expect((await late).value).toBe('two');
  });

  it.each([1, 2, 60, 3_600, 86_400, 30 * 86_400])('happens once for a life of %d s', async (life) => {
    const { acquire, advance, manager, next, sentAt, clock } = harness();
    await acquire('one', life);
    const { refreshAt, waitAt } = manager.state.cached!;
    const takeAt = async (at: number) => {
      await advance(at - clock.elapsed());
      expect(manager.getCached()?.value).toBe('one');
      await settled();
      return sentAt.length;
    };
    expect(await takeAt(refreshAt - 1)).toBe(1);
    expect(await takeAt(refreshAt)).toBe(2);
    expect(await takeAt(Math.min(refreshAt + 5_000, waitAt - 1))).toBe(2);
    await (await next()).reply(granted('two', life));
    expect(manager.getCached()?.value).toBe('two');
  });
});

describe('T-4 a failed refresh in the background', () => {
  it('disturbs nobody, backs off, and makes no handful into a hammer', async () => {
    const { acquire, advance, manager, pending, sentAt, clock } = harness({}, () => 0.5);
    await acquire('one', 86_400);
    await advance(86_400 * S - 11 * MIN);
    for (let second = 0; second < 10 * 60; second += 1) {
      expect(manager.getCached()?.value).toBe('one');
      await settled();
      await pending.shift()?.reply(answered(500));
      await advance(S);
    }
    expect(sentAt.length).toBeGreaterThan(3);
    expect(sentAt.length).toBeLessThan(16);
    expect(clock.pendingTimers).toBe(0);
  });

  it('honours Retry-After', async () => {
    const { acquire, advance, manager, next, pending, sentAt } = harness();
    await acquire('one');
    await advance(55 * MIN);
    manager.getCached();
    await (await next()).reply(answered(503, { 'retry-after': '120' }));
    await advance(119 * S);
    expect(manager.getCached()?.value).toBe('one');
    await settled();
    expect([pending.length, sentAt.length]).toEqual([0, 2]);
    await advance(S);
    manager.getCached();
    await (await next()).reply(granted('two'));
    expect(manager.getCached()?.value).toBe('two');
  });
});

describe('T-5 life', () => {
  it('is counted from when the request was sent', async () => {
    const { tokens, next, advance } = harness();
    const waiting = tokens.getToken();
    const request = await next();
    await advance(5 * S);
    await request.reply(granted('one', 60));
    const { acquiredAt, expiresAt } = await waiting;
    expect(expiresAt.getTime() - acquiredAt.getTime()).toBe(60 * S);
    await advance(55 * S - 1);
    expect(tokens.current()?.value).toBe('one');
    await advance(1);
    expect(tokens.current()).toBeUndefined();
  });

  it.each([0, -1, 'NaN', 1])('a token without one left (expires_in %p) serves its waiters only', async (expiresIn) => {
    const { tokens, next, advance } = harness();
    const waiting = [tokens.getToken(), tokens.getToken()];
    const request = await next();
    await advance(2 * S);
    await request.reply(granted('one', expiresIn));
    expect((await Promise.all(waiting)).map(({ value }) => value)).toEqual(['one', 'one']);
    expect(tokens.current()).toBeUndefined();
    const again = tokens.getToken();
    await (await next()).reply(granted('two'));
    expect((await again).value).toBe('two');
  });
});

describe('T-7 a failure', () => {
  it('fails callers at once with the time that is left', async () => {
    const { manager, tokens, next, advance } = harness();
    const waiting = caught(tokens.getToken());
    await (await next()).reply(answered(429, { 'retry-after': '60' }));
    await waiting;
    await advance(20 * S);
    expect(() => manager.getCached()).toThrow(expect.objectContaining({ retryAfterMs: 40 * S }));
  });

  it('that nobody foresaw is remembered and told like any other, with its cause', async () => {
    const cause = new TypeError('odd');
    let draws = 0;
    const random = () => {
      draws += 1;
      if (draws === 1) throw cause;
      return 0;
    };
    const { tokens, next, events } = harness({}, random);
    const waiting = caught(tokens.getToken());
    await (await next()).reply(granted('one'));
    expect(await waiting).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE', account: 'default', cause });
    expect(events.at(-1)).toMatchObject({ type: 'token.failed', code: 'ERR_ASPOSE_UNAVAILABLE' });
    expect(tokens.state.lastError).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE', failures: 1 });
  });
});

describe('F-1 where processes share their tokens', () => {
  it('a token that another process got is taken where it is better than what is held', async () => {
    const { settings, clock } = harness();
    const wanted: boolean[] = [];
    const another = { value: 'another', sentAt: clock.elapsed() - S, latencyMs: 10, lifetimeMs: 3_600 * S };
    const source: TokenSource = (request) => {
      wanted.push(request.isWanted({ ...another, lifetimeMs: S }), request.isWanted(another));
      return Promise.resolve({ kind: 'shared', grant: another });
    };
    const transport = () => Promise.reject(new Error('nothing is to be sent'));
    const events: AsposeAuthEvent[] = [];
    const reporter = {
      events$: EMPTY,
      report: (event: AsposeAuthEvent) => void events.push(event),
      complete: () => undefined,
    };
    const random = () => 0;
    const client = new TokenClient(settings, { clock, random, transport, source });
    const manager = new TokenManager(client, { clock, random, reporter, fetching: new Set() });
    const token = await firstValueFrom(manager.waitForToken());
    expect([token.value, manager.isFromStore(token)]).toEqual(['another', true]);
    expect([wanted, manager.requestCount, manager.getUnexpired()?.value]).toEqual([[false, true], 0, 'another']);
    expect(events).toMatchObject([{ type: 'token.acquired', source: 'store' }]);
  });
});
