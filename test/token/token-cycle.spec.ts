import { describe, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { answered, caught, granted, harness, settled } from '../support/cycle.js';

const S = 1_000;
const MIN = 60 * S;

describe('T-1 one flight', () => {
  it('serves 10 000 cold callers', async () => {
    const { tokens, next, sentAt } = harness();
    const callers = Array.from({ length: 10_000 }, (_, i) =>
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

  it('leaves no timer behind', async () => {
    const { acquire, clock } = harness();
    await acquire();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('T-2 a held token', () => {
  it('is handed out at once, the same object each time', async () => {
    const { acquire, cycle, tokens } = harness();
    const token = await acquire();
    expect(cycle.take()).toBe(token);
    expect(cycle.take()).toBe(token);
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
    const { acquire, advance, cycle, next, sentAt } = harness();
    const old = await acquire('one');
    await advance(55 * MIN - 1);
    expect([cycle.take(), sentAt.length]).toEqual([old, 1]);
    await advance(1);
    expect([cycle.take(), cycle.take()]).toEqual([old, old]);
    await settled();
    expect(sentAt).toHaveLength(2);
    await (await next()).reply(granted('two'));
    expect(cycle.take()?.value).toBe('two');
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
    const { acquire, advance, cycle, next, sentAt, clock } = harness();
    await acquire('one', life);
    const { refreshAt, waitAt } = cycle.state.held!;
    const takeAt = async (at: number) => {
      await advance(at - clock.now());
      expect(cycle.take()?.value).toBe('one');
      await settled();
      return sentAt.length;
    };
    expect(await takeAt(refreshAt - 1)).toBe(1);
    expect(await takeAt(refreshAt)).toBe(2);
    expect(await takeAt(Math.min(refreshAt + 5_000, waitAt - 1))).toBe(2);
    await (await next()).reply(granted('two', life));
    expect(cycle.take()?.value).toBe('two');
  });
});

describe('T-4 a failed refresh in the background', () => {
  it('disturbs nobody, backs off, and makes no handful into a hammer', async () => {
    const { acquire, advance, cycle, pending, sentAt, clock } = harness({}, () => 0.5);
    await acquire('one', 86_400);
    await advance(86_400 * S - 11 * MIN);
    for (let second = 0; second < 10 * 60; second += 1) {
      expect(cycle.take()?.value).toBe('one');
      await settled();
      await pending.shift()?.reply(answered(500));
      await advance(S);
    }
    expect(sentAt.length).toBeGreaterThan(3);
    expect(sentAt.length).toBeLessThan(16);
    expect(clock.pendingTimers).toBe(0);
  });

  it('honours Retry-After', async () => {
    const { acquire, advance, cycle, next, pending, sentAt } = harness();
    await acquire('one');
    await advance(55 * MIN);
    cycle.take();
    await (await next()).reply(answered(503, { 'retry-after': '120' }));
    await advance(119 * S);
    expect(cycle.take()?.value).toBe('one');
    await settled();
    expect([pending.length, sentAt.length]).toEqual([0, 2]);
    await advance(S);
    cycle.take();
    await (await next()).reply(granted('two'));
    expect(cycle.take()?.value).toBe('two');
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

describe('T-9 a caller that gives up', () => {
  it('ends its own wait at once and nobody else’s', async () => {
    const { tokens, next } = harness();
    const abort = new AbortController();
    const impatient = tokens.getToken({ signal: abort.signal });
    const subscription = tokens.token$.subscribe();
    const patient = tokens.getToken();
    const request = await next();
    abort.abort();
    await expect(impatient).rejects.toMatchObject({ code: 'ERR_ASPOSE_ABORTED' });
    subscription.unsubscribe();
    expect(request.signal.aborted).toBe(false);
    await request.reply(granted('one'));
    expect((await patient).value).toBe('one');
  });

  it('leaves its request to those who come later, even if it was alone', async () => {
    const { tokens, next, sentAt } = harness();
    const abort = new AbortController();
    const alone = tokens.getToken({ signal: abort.signal });
    const request = await next();
    abort.abort();
    await expect(alone).rejects.toMatchObject({ code: 'ERR_ASPOSE_ABORTED' });
    await request.reply(granted('one'));
    expect([tokens.current()?.value, sentAt.length]).toEqual(['one', 1]);
  });

  it('before it began sends nothing', async () => {
    const { tokens, sentAt } = harness();
    await expect(tokens.getToken({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ERR_ASPOSE_ABORTED',
    });
    await settled();
    expect(sentAt).toHaveLength(0);
  });
});

describe('T-11 a rejected token', () => {
  it('is dropped only if it is the current one', async () => {
    const { acquire, tokens, next, events } = harness();
    const one = await acquire('one');
    tokens.reject('another');
    expect(tokens.current()).toBe(one);
    tokens.reject(one);
    tokens.reject(one);
    expect(tokens.current()).toBeUndefined();
    const waiting = tokens.getToken();
    await (await next()).reply(granted('two'));
    await waiting;
    tokens.reject(one);
    expect(tokens.current()?.value).toBe('two');
    expect(events.filter(({ type }) => type === 'token.rejected')).toHaveLength(1);
  });

  it('is not brought back by a flight that began before', async () => {
    const { acquire, advance, cycle, tokens, next, sentAt } = harness();
    await acquire('one');
    await advance(55 * MIN);
    cycle.take();
    const before = await next();
    tokens.reject('one');
    const waiting = tokens.getToken();
    await before.reply(granted('one'));
    expect(tokens.current()).toBeUndefined();
    await (await next()).reply(granted('two'));
    expect([(await waiting).value, sentAt.length]).toEqual(['two', 3]);
  });

  it('is not handed out when the endpoint insists on it, until it has insisted for long', async () => {
    const { acquire, advance, tokens, next } = harness();
    await acquire('one');
    tokens.reject('one');
    const waiting = caught(tokens.getToken());
    await (await next()).reply(granted('one'));
    expect(await waiting).toMatchObject({ code: 'ERR_ASPOSE_TOKEN_RESPONSE' });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_ASPOSE_TOKEN_RESPONSE' });
    expect(tokens.current()).toBeUndefined();
    await advance(10 * S);
    const later = tokens.getToken();
    await (await next()).reply(granted('one'));
    expect((await later).value).toBe('one');
  });
});

describe('closing', () => {
  it('ends the request under way and its callers, and remembers no failure', async () => {
    const { cycle, tokens, next, clock } = harness();
    const waiting = tokens.getToken();
    const request = await next();
    cycle.close();
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_ASPOSE_ABORTED' });
    expect([request.signal.aborted, clock.pendingTimers, tokens.state.lastError]).toEqual([true, 0, undefined]);
    const again = tokens.getToken();
    await (await next()).reply(granted('one'));
    expect((await again).value).toBe('one');
  });
});
