import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { AccountSettings } from '../../lib/options/settings.js';
import { createPairKey, createParametersKey, LockoutGuard } from '../../lib/token/lockout-guard.js';
import { TokenClient } from '../../lib/token/token-client.js';
import type { TokenHttpResponse } from '../../lib/token/token-response.js';
import type { TokenSource, TokenSourceRequest } from '../../lib/token/token-source.js';
import { ManualClock } from '../support/manual-clock.js';
import { settingsWith } from '../support/settings.js';
import { answered, caught, granted, settled } from '../support/token-harness.js';

type Step = TokenHttpResponse | 'never' | 'breaks';
const rejected = answered(400, {}, 'invalid_client');

/** A token fetch whose requests are answered in turn, each 10 ms after it was sent. */
function fetchWith(
  steps: readonly Step[],
  own: Partial<AccountSettings> = {},
  maxAttempts = 3,
  random = 0,
  source?: TokenSource,
  isCurrent = () => true,
) {
  const clock = new ManualClock();
  const controller = new AbortController();
  const settings = { ...settingsWith({ tokenDeadlineMs: 5_000, tokenTimeoutMs: 2_000 }), ...own };
  const rest = [...steps];
  const sent: string[] = [];
  const numbers: number[] = [];
  const transport = ({ body }: { body: URLSearchParams }): Promise<TokenHttpResponse> => {
    sent.push(`${body.get('client_secret')} at ${clock.now() - 1_000_000}`);
    const step = rest.shift() ?? 'never';
    if (step === 'never') return new Promise(() => undefined);
    clock.advance(10);
    return step === 'breaks' ? Promise.reject(new Error('x')) : Promise.resolve(step);
  };
  const client = new TokenClient(settings, { clock, random: () => random, transport, source });
  const onSend = () => void numbers.push(numbers.length + 1);
  const options = {
    maxAttempts: () => maxAttempts,
    signal: controller.signal,
    isWanted: () => true,
    isCurrent,
    onSend,
  };
  const grant = client.fetchToken(options);
  const ended = caught(grant);
  const advance = async (ms: number) => {
    await settled();
    clock.advance(ms);
    await settled();
  };
  return { clock, controller, settings, options, sent, numbers, grant, ended, advance };
}

const secretFrom = (rotates: boolean, ...values: string[]): Pick<AccountSettings, 'secret'> => ({
  secret: { rotates, label: 'VAULT', read: () => Promise.resolve(values.shift() ?? 'none left') },
});
const fixed = (): Pick<AccountSettings, 'secret'> => ({
  secret: { rotates: false, label: 'VAULT', read: () => Promise.resolve('s') },
});

describe('T-5 a grant', () => {
  it('holds the token, when its request was sent, how long that took and how long it lives', async () => {
    const { grant, numbers, clock } = fetchWith([granted('one', 60)]);
    expect(await grant).toStrictEqual({
      value: 'one',
      sentAt: clock.elapsed() - 10,
      latencyMs: 10,
      lifetimeMs: 60_000,
    });
    expect([numbers, clock.pendingTimers]).toEqual([[1], 0]);
  });
});

describe('T-7 a transient failure', () => {
  it.each([
    [0, ['s at 0', 's at 110', 's at 320']],
    [0.5, ['s at 0', 's at 160', 's at 470']],
  ])('is tried again after a pause with jitter (random %d)', async (random, times) => {
    const { sent, numbers, ended, advance, clock } = fetchWith(
      [answered(500), 'breaks', answered(408)],
      fixed(),
      3,
      random,
    );
    await settled();
    for (let ms = 0; ms < 1_000; ms += 10) await advance(10);
    expect(await ended).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE', status: 408 });
    expect([sent, numbers, clock.pendingTimers]).toEqual([times, [1, 2, 3], 0]);
  });

  it.each([
    ['the only attempt', answered(500), 1, 'ERR_ASPOSE_UNAVAILABLE'],
    ['with Retry-After', answered(503, { 'retry-after': '1' }), 3, 'ERR_ASPOSE_UNAVAILABLE'],
    ['that is a 429', answered(429), 3, 'ERR_ASPOSE_LOCKED_OUT'],
    ['that is no token', answered(404), 3, 'ERR_ASPOSE_TOKEN_RESPONSE'],
    ['that is a refusal', rejected, 3, 'ERR_ASPOSE_CREDENTIALS'],
  ])('%s ends it at once', async (_what, reply, attempts, code) => {
    const { sent, ended, clock } = fetchWith([reply], fixed(), attempts);
    expect(await ended).toMatchObject({ code });
    expect([sent, clock.pendingTimers]).toEqual([['s at 0'], 0]);
  });

  it('ends with an abort in the pause, and leaves no timer', async () => {
    const { controller, sent, ended, clock } = fetchWith([answered(500)], fixed());
    await settled();
    controller.abort('closing');
    expect(await ended).toBe('closing');
    expect([sent.length, clock.pendingTimers]).toEqual([1, 0]);
  });
});

describe('T-8 a refused secret that rotates', () => {
  it.each([
    ['is sent again once it has changed', ['a', 'b'], ['a at 0', 'b at 10'], [1, 2]],
    ['is not sent again as it was', ['a', 'a', 'b'], ['a at 0'], [1]],
    ['is not asked for a third time', ['a', 'b', 'c'], ['a at 0', 'b at 10'], [1, 2]],
  ])('%s', async (_what, secrets, times, attempts) => {
    const { sent, numbers, ended } = fetchWith([rejected, rejected, rejected], secretFrom(true, ...secrets));
    // with its status, so it is the endpoint's own word and not the guard's
    expect(await ended).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', status: 400 });
    expect([sent, numbers]).toEqual([times, attempts]);
  });

  it('is asked for again after an attempt failed and another request was rejected meanwhile', async () => {
    const own = { ...secretFrom(true, 'old', 'new'), clientId: randomUUID() };
    const { sent, ended, settings, clock, advance } = fetchWith(['never', granted('one')], own);
    await settled();
    const key = createPairKey(settings.tokenUrl, settings.clientId, 'old');
    const guard = new LockoutGuard(key, createParametersKey(settings), () => clock.monotonic());
    await guard.admit();
    guard.settle({ kind: 'rejected', status: 400, concerns: 'credentials' });
    await advance(2_000);
    await advance(200);
    expect(await ended).toBeUndefined();
    expect(sent).toEqual(['old at 0', 'new at 2200']);
  });

  it('is asked for before each attempt', async () => {
    const { sent, ended, advance } = fetchWith([answered(500), answered(404)], secretFrom(true, 'a', 'b'));
    await advance(100);
    expect(await ended).toMatchObject({ code: 'ERR_ASPOSE_TOKEN_RESPONSE' });
    expect(sent).toEqual(['a at 0', 'b at 110']);
  });

  it('where there is none, a refusal ends it', async () => {
    const { sent, ended } = fetchWith([rejected], { secret: undefined, clientAuthentication: () => undefined });
    expect(await ended).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect(sent).toHaveLength(1);
  });
});

describe('T-7 the deadline', () => {
  it('ends it, and says so', async () => {
    const { ended, advance, clock } = fetchWith(['never'], { tokenDeadlineMs: 50 });
    await advance(50);
    expect(await ended).toMatchObject({
      code: 'ERR_ASPOSE_UNAVAILABLE',
      message: expect.stringContaining(': no token within 50 ms (tokenDeadlineMs). '),
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it('says what went wrong last, where something did', async () => {
    const { ended, advance } = fetchWith([answered(502), 'never'], { tokenDeadlineMs: 500 });
    await advance(100);
    await advance(500);
    expect(await ended).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE', status: 502 });
  });
});

describe('T-11 a token that was granted while another one was rejected', () => {
  it('is requested again, as often as that happens', async () => {
    const replies = [granted('one'), granted('two'), granted('three')];
    const outcomes = [false, false, true];
    const { grant, sent } = fetchWith(replies, fixed(), 1, 0, undefined, () => outcomes.shift() === true);
    expect((await grant).value).toBe('three');
    expect(sent).toEqual(['s at 0', 's at 10', 's at 20']);
  });

  it('T-12 has no deadline of its own', async () => {
    const replies = Array.from({ length: 20 }, () => granted('one'));
    const { sent, ended } = fetchWith(replies, { ...fixed(), tokenDeadlineMs: 55 }, 1, 0, undefined, () => false);
    expect(await ended).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE' });
    expect(sent.length).toBeLessThan(8);
  });
});

describe('F-1 where processes share their tokens', () => {
  const another = { value: 'another', sentAt: 1, latencyMs: 2, lifetimeMs: 3 };

  it('a token that another process got is the grant, and nothing is sent', async () => {
    const requests: TokenSourceRequest[] = [];
    const source: TokenSource = (request) => {
      requests.push(request);
      return Promise.resolve({ kind: 'shared', grant: another });
    };
    const { grant, sent, options } = fetchWith([], fixed(), 3, 0, source);
    expect(await grant).toEqual({ ...another, isShared: true });
    expect(sent).toEqual([]);
    expect(requests).toMatchObject([{ secret: 's', isWanted: options.isWanted }]);
  });

  it('the endpoint is asked where no other process has one', async () => {
    const { grant, sent, numbers } = fetchWith([granted('one')], fixed(), 3, 0, (request) => request.send());
    expect((await grant).value).toBe('one');
    expect([sent, numbers]).toEqual([['s at 0'], [1]]);
  });

  it('T-8 a secret that another process had rejected meanwhile is read again', async () => {
    const { grant, sent } = fetchWith([granted('one')], secretFrom(true, 'a', 'b'), 1, 0, (request) => {
      if (request.secret === 'a') {
        request.mergeRecord({ rejected: [{ id: 'x', at: new ManualClock().monotonic() }] });
      }
      return request.send();
    });
    expect((await grant).value).toBe('one');
    expect(sent).toEqual(['b at 0']);
  });

  it('T-6 they share what they know of refusals of the pair', async () => {
    let before: unknown;
    const { ended, sent, settings, clock } = fetchWith([], fixed(), 3, 0, (request) => {
      before = request.getRecord();
      request.mergeRecord({ rejected: [{ id: 'a', at: new ManualClock().monotonic() }] });
      return request.send();
    });
    expect(await ended).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', retryAfterMs: 15_000 });
    expect(before).toEqual({ rejected: [] });
    expect(sent).toEqual([]);
    const { tokenUrl, clientId } = settings;
    const key = createPairKey(tokenUrl, clientId, 's');
    const guard = new LockoutGuard(key, createParametersKey(settings), () => clock.monotonic());
    expect(guard.getRecord()).toEqual({ rejected: [{ id: 'a', at: clock.monotonic() }] });
  });
});
