import { describe, expect, it } from '@jest/globals';
import { caught, granted, harness, settled } from '../support/token-harness.js';

const S = 1_000;
const MIN = 60 * S;

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

  it('is not brought back by a fetch that began before', async () => {
    const { acquire, advance, manager, tokens, next, sentAt } = harness();
    await acquire('one');
    await advance(55 * MIN);
    manager.getCached();
    const before = await next();
    tokens.reject('one');
    const waiting = tokens.getToken();
    await before.reply(granted('one'));
    expect(tokens.current()).toBeUndefined();
    await (await next()).reply(granted('two'));
    expect([(await waiting).value, sentAt.length]).toEqual(['two', 3]);
  });

  it('is not handed out before its own end, however long the endpoint insists on it', async () => {
    const { acquire, advance, tokens, next } = harness();
    await acquire('one');
    tokens.reject('one');
    const waiting = caught(tokens.getToken());
    await (await next()).reply(granted('one'));
    expect(await waiting).toMatchObject({ code: 'ERR_ASPOSE_TOKEN_RESPONSE' });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_ASPOSE_TOKEN_RESPONSE' });
    expect(tokens.current()).toBeUndefined();
    for (const ms of [10 * S, 10 * MIN, 49 * MIN, 3 * MIN]) {
      await advance(ms);
      const again = caught(tokens.getToken());
      await (await next()).reply(granted('one'));
      expect(await again).toMatchObject({ code: 'ERR_ASPOSE_TOKEN_RESPONSE' });
    }
    await advance(MIN);
    const later = tokens.getToken();
    await (await next()).reply(granted('one'));
    expect((await later).value).toBe('one');
  });
});

describe('closing', () => {
  it('with nothing under way changes nothing', async () => {
    const { manager, acquire } = harness();
    manager.close();
    const token = await acquire();
    manager.close();
    expect(manager.getCached()).toBe(token);
  });

  it('says why, where it is not the application that closes', async () => {
    const { manager, tokens, next } = harness();
    const waiting = caught(tokens.getToken());
    await next();
    manager.close('it was forgotten');
    expect(await waiting).toMatchObject({ message: 'Stopped waiting for a token: it was forgotten.' });
  });

  it('ends the request under way and its callers, and remembers no failure', async () => {
    const { manager, tokens, next, clock } = harness();
    const waiting = tokens.getToken();
    const request = await next();
    manager.close();
    await expect(waiting).rejects.toMatchObject({
      code: 'ERR_ASPOSE_ABORTED',
      message: 'Stopped waiting for a token: the application is closing.',
    });
    expect([request.signal.aborted, clock.pendingTimers, tokens.state.lastError]).toEqual([true, 0, undefined]);
    const again = tokens.getToken();
    await (await next()).reply(granted('one'));
    expect((await again).value).toBe('one');
  });
});
