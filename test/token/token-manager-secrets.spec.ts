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
    await advance(249);
    expect(await caught(tokens.getToken())).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', retryAfterMs: 13_751 });
    await advance(1);
    const after = tokens.getToken();
    const request = await next();
    expect(request.secret).toBe('new');
    await request.reply(granted('one'));
    expect((await after).value).toBe('one');
  });

  it.each([
    ['throws', () => Promise.reject(new Error('vault is sealed')), 'could not be read from clientSecret'],
    ['is blank', () => ' ', 'There is no client secret in'],
    ['is no text', () => 42 as never, 'There is no client secret in'],
  ])('whose source %s is named, and nothing is sent', async (_what, clientSecret, message) => {
    const { tokens, sentAt } = harness({ clientSecret });
    await expect(tokens.getToken()).rejects.toMatchObject({
      code: 'ERR_ASPOSE_CONFIG',
      message: expect.stringContaining(message),
    });
    expect(sentAt).toHaveLength(0);
  });

  it('T-12 whose new value gets no response in time is not told as rejected, as the old one was', async () => {
    const secrets = ['old', 'new'];
    const { tokens, next, advance } = harness({
      clientSecret: () => secrets.shift() ?? 'new',
      tokenTimeoutMs: 10_000,
      tokenDeadlineMs: 5_000,
    });
    const failing = caught(tokens.getToken());
    await (await next()).reply(answered(400, {}, 'invalid_client'));
    expect((await next()).secret).toBe('new');
    await advance(5 * S);
    expect(await failing).toMatchObject({
      code: 'ERR_ASPOSE_UNAVAILABLE',
      message: expect.stringContaining('no token within 5000 ms (tokenDeadlineMs)'),
    });
  });

  it('T-12 whose source fails after a rejection is named, and not the rejection of the secret before', async () => {
    let clientSecret = (): string => `old-${Math.random()}`;
    const { tokens, next, advance } = harness({ clientSecret: () => clientSecret() });
    const rejected = caught(tokens.getToken());
    await (await next()).reply(answered(401, {}, 'invalid_client'));
    await (await next()).reply(answered(401, {}, 'invalid_client'));
    expect(await rejected).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    await advance(S);
    clientSecret = () => {
      throw new Error('vault is sealed');
    };
    for (let call = 0; call < 2; call += 1) {
      expect(await caught(tokens.getToken())).toMatchObject({ code: 'ERR_ASPOSE_CONFIG' });
      await advance(100);
    }
  });

  it('T-12 whose source hangs ends with the deadline, is named and reported, and is asked anew', async () => {
    let hangs = true;
    const clientSecret = () => (hangs ? new Promise<string>(() => undefined) : 'at last');
    const { tokens, next, advance, clock, events, sentAt } = harness({ clientSecret });
    const waiting = caught(tokens.getToken());
    await advance(30 * S);
    const message =
      'The client secret could not be read: clientSecret did not answer within 30000 ms (tokenDeadlineMs). Check that function or file; no token was requested.';
    expect(await waiting).toMatchObject({ code: 'ERR_ASPOSE_CONFIG', message });
    expect(events).toMatchObject([{ type: 'token.failed', code: 'ERR_ASPOSE_CONFIG', durationMs: 30 * S, message }]);
    expect([clock.pendingTimers, sentAt.length]).toEqual([0, 0]);
    hangs = false;
    await advance(250);
    const after = tokens.getToken();
    const request = await next();
    await request.reply(granted('one'));
    expect([(await after).value, request.secret]).toEqual(['one', 'at last']);
  });

  it('T-9 that arrives after the deadline sends nothing', async () => {
    let arrive: (secret: string) => void = () => undefined;
    const clientSecret = () => new Promise<string>((resolve) => (arrive = resolve));
    const { tokens, advance, sentAt } = harness({ clientSecret, tokenDeadlineMs: S });
    const waiting = caught(tokens.getToken());
    await advance(S);
    await waiting;
    arrive('late');
    await settled();
    expect(sentAt).toEqual([]);
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
