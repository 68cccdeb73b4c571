import { describe, expect, it } from '@jest/globals';
import { answered, caught, granted, harness, settled } from '../support/token-harness.js';

const S = 1_000;

describe('T-8 a secret that rotates', () => {
  it('is asked for every token request, and once more when it is refused', async () => {
    const secrets = ['old', 'old', 'new'];
    const { tokens, next } = harness({ clientSecret: () => secrets.shift() ?? 'new' });
    const first = tokens.getToken();
    const one = await next();
    expect(one.secret).toBe('old');
    await one.reply(granted('one'));
    tokens.reject(await first);
    const second = tokens.getToken();
    const two = await next();
    expect(two.secret).toBe('old');
    await two.reply(answered(400, {}, 'invalid_client'));
    const three = await next();
    expect(three.secret).toBe('new');
    await three.reply(granted('two'));
    expect((await second).value).toBe('two');
  });

  it('that has not changed is not sent again, and the first call after it has succeeds', async () => {
    let secret = `old-${Math.random()}`;
    const { tokens, next, advance, sentAt } = harness({ clientSecret: () => Promise.resolve(secret) });
    const refused = caught(tokens.getToken());
    await (await next()).reply(answered(401, {}, 'invalid_client'));
    expect(await refused).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    await advance(S);
    expect(await caught(tokens.getToken())).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', retryAfterMs: 14_000 });
    expect(sentAt).toHaveLength(1);
    secret = 'new';
    const after = tokens.getToken();
    const request = await next();
    expect(request.secret).toBe('new');
    await request.reply(granted('one'));
    expect((await after).value).toBe('one');
  });

  it.each([
    ['throws', () => Promise.reject(new Error('vault is sealed')), 'could not be read from clientSecret'],
    ['is blank', () => ' ', 'returned no client secret'],
    ['is no text', () => 42 as never, 'returned no client secret'],
  ])('whose source %s is named, and nothing is sent', async (_what, clientSecret, message) => {
    const { tokens, sentAt } = harness({ clientSecret });
    await expect(tokens.getToken()).rejects.toMatchObject({
      code: 'ERR_ASPOSE_CONFIG',
      message: expect.stringContaining(message),
    });
    expect(sentAt).toHaveLength(0);
  });

  it('whose source hangs ends with the deadline', async () => {
    const { tokens, advance, clock } = harness({ clientSecret: () => new Promise(() => undefined) });
    const waiting = caught(tokens.getToken());
    await advance(30 * S);
    expect(await waiting).toMatchObject({
      code: 'ERR_ASPOSE_UNAVAILABLE',
      message: expect.stringContaining('30000 ms'),
    });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a clientAuthentication function', () => {
  it('that hangs is named, and nothing counts as sent', async () => {
    const { tokens, advance, sentAt, manager } = harness({
      clientAuthentication: () => new Promise(() => undefined),
      tokenTimeoutMs: 50,
      tokenDeadlineMs: 100,
    });
    const waiting = caught(tokens.getToken());
    await settled();
    await advance(50);
    await advance(50);
    expect(await waiting).toMatchObject({
      code: 'ERR_ASPOSE_UNAVAILABLE',
      message: expect.stringContaining('the clientAuthentication function did not answer within 50 ms'),
    });
    expect([sentAt.length, manager.requestCount]).toEqual([0, 0]);
  });

  it('whose proof is refused is named, and not a secret that does not exist', async () => {
    const { settings } = harness({ clientAuthentication: () => undefined });
    const { tokens, next } = harness({
      clientId: settings.clientId,
      clientSecret: '',
      clientAuthentication: () => undefined,
    });
    const waiting = caught(tokens.getToken());
    await (await next()).reply(answered(401, {}, 'invalid_client'));
    expect((await waiting) as Error).toMatchObject({
      message: expect.stringContaining('client id and clientAuthentication'),
    });
  });
});
