import { describe, expect, it } from '@jest/globals';
import type { AccountSettings } from '../../lib/options/settings.js';
import { TokenClient } from '../../lib/token/token-client.js';
import type { TokenHttpResponse } from '../../lib/token/token-response.js';
import type { TokenSource } from '../../lib/token/token-source.js';
import { ManualClock } from '../support/manual-clock.js';
import { settingsWith } from '../support/settings.js';
import { answered, caught, granted, settled } from '../support/token-harness.js';

/** Clients of one credential pair with a store that is always empty, and requests that are answered in turn. */
function createPair(replies: TokenHttpResponse[], own: Partial<AccountSettings> = {}) {
  const clock = new ManualClock();
  const log: string[] = [];
  const source: TokenSource = (request) => {
    log.push('store');
    return request.send();
  };
  const transport = () => {
    log.push('send');
    const reply = replies.shift();
    return reply ? Promise.resolve(reply) : new Promise<never>(() => undefined);
  };
  const settings = { ...settingsWith({ tokenDeadlineMs: 5_000 }), ...own };
  const create = (scope?: string) =>
    new TokenClient({ ...settings, scope }, { clock, random: () => 0, transport, source });
  const fetch = (client: TokenClient) =>
    client.fetchToken({
      maxAttempts: () => 1,
      signal: new AbortController().signal,
      isWanted: () => true,
      isCurrent: () => true,
      onSend: () => undefined,
    });
  const fetchAt = async (client: TokenClient) => {
    log.length = 0;
    const result = await caught(fetch(client));
    return { error: result as Error, log: [...log] };
  };
  return { clock, create, fetch, fetchAt };
}

describe('T-6 a pair that was rejected', () => {
  it('is not sent before its time, and the store is not read for it', async () => {
    const rejected = Array.from({ length: 4 }, () => answered(400, {}, 'invalid_client'));
    const { clock, create, fetchAt } = createPair([...rejected, granted('one')]);
    const client = create();
    for (const [pauseMs, code] of [
      [15_000, 'ERR_ASPOSE_CREDENTIALS'],
      [60_000, 'ERR_ASPOSE_CREDENTIALS'],
      [240_000, 'ERR_ASPOSE_CREDENTIALS'],
      [298_000, 'ERR_ASPOSE_LOCKED_OUT'], // 613 s after the first
    ] as const) {
      expect((await fetchAt(client)).log).toEqual(['store', 'send']);
      clock.advance(pauseMs - 1);
      const blocked = await fetchAt(client);
      expect(blocked.error).toMatchObject({ code, retryAfterMs: 1 });
      expect(blocked.error.message).toMatch(/^No token was requested: api\.aspose\.cloud has rejected/);
      expect(blocked.log).toEqual([]);
      clock.advance(1);
    }
    expect(await fetchAt(client)).toEqual({ error: undefined, log: ['store', 'send'] });
  });

  it.each([
    [429, 'ERR_ASPOSE_LOCKED_OUT'],
    [503, 'ERR_ASPOSE_UNAVAILABLE'],
  ])('is told apart from one that has to wait after a %d: another process may have a token', async (status, code) => {
    const { create, fetchAt } = createPair([answered(status, { 'retry-after': '600' })]);
    const client = create();
    await fetchAt(client);
    expect(await fetchAt(client)).toMatchObject({ error: { code, retryAfterMs: 600_000 }, log: ['store'] });
  });
});

describe('T-12 why a pair must not be sent', () => {
  it('is unknown before the secret was read', () => {
    expect(createPair([]).create().getBlockedUntil()).toBeUndefined();
  });

  it('is known as soon as it was used, also if only the scope was rejected', async () => {
    const { clock, create, fetchAt } = createPair([answered(400, {}, 'invalid_scope'), granted('one')]);
    const [wrong, right] = [create('wrong'), create('right')];
    await fetchAt(wrong);
    await fetchAt(right);
    const at = clock.monotonic() + 15_000;
    expect(wrong.getBlockedUntil()).toEqual({ at, because: 'rejected', concerns: 'account' });
    expect(right.getBlockedUntil()).toBeUndefined();
  });
});

describe('T-12 the deadline of a fetch', () => {
  /** A secret that comes at once as often as there are values, and then never. */
  const secretFrom = (...values: string[]): Pick<AccountSettings, 'secret'> => {
    const read = () => (values.length > 0 ? Promise.resolve(values.shift()!) : new Promise<never>(() => undefined));
    return { secret: { rotates: true, label: 'VAULT', read } };
  };
  const ends = async (replies: TokenHttpResponse[], ...values: string[]) => {
    const { clock, create, fetch } = createPair(replies, { ...secretFrom(...values), tokenTimeoutMs: 60_000 });
    const ended = caught(fetch(create()));
    await settled();
    clock.advance(5_000);
    return ended;
  };
  const blamesSecret = {
    code: 'ERR_ASPOSE_CONFIG',
    message: expect.stringContaining('VAULT did not answer within 5000 ms (tokenDeadlineMs)'),
  };

  it('blames the secret if that does not come, whatever else has failed before', async () => {
    expect(await ends([])).toMatchObject(blamesSecret);
    expect(await ends([answered(400, {}, 'invalid_client')], 'a')).toMatchObject(blamesSecret);
  });

  it('blames the endpoint if that does not answer', async () => {
    const message = expect.stringContaining('no token within 5000 ms (tokenDeadlineMs)');
    expect(await ends([], 'a')).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE', message });
  });
});
