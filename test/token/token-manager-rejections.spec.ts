import { describe, expect, it } from '@jest/globals';
import { EMPTY, firstValueFrom } from 'rxjs';
import { TokenClient } from '../../lib/token/token-client.js';
import { TokenManager } from '../../lib/token/token-manager.js';
import type { TokenSource } from '../../lib/token/token-source.js';
import { answered, caught, granted, harness, settled } from '../support/token-harness.js';

const S = 1_000;

describe('T-6 a wrong scope', () => {
  const pair = () => ({ clientId: 'same', clientSecret: `secret-${Math.random()}` });

  it('fails its own account only, and is what that account is told again and again', async () => {
    const own = pair();
    const [wrong, right] = [harness({ ...own, scope: 'wrong' }), harness({ ...own, scope: 'right' })];
    for (const ms of [15 * S, S]) {
      const failing = caught(wrong.tokens.getToken());
      await (await wrong.next()).reply(answered(400, {}, 'invalid_scope'));
      expect(await failing).toMatchObject({ message: expect.stringContaining('Check scope, resource and') });
      const again = (await caught(wrong.tokens.getToken())) as Error;
      expect(again.message).toContain('Check scope, resource and extraParameters of account "default".');
      expect(again.message).not.toContain('secret');
      await right.acquire(`token-${ms}`);
      right.tokens.reject(`token-${ms}`);
      await wrong.advance(ms);
      right.clock.advance(ms);
    }
    expect(await caught(wrong.tokens.getToken())).toMatchObject({ code: 'ERR_ASPOSE_LOCKED_OUT' });
    expect((await right.acquire('last')).value).toBe('last');
    // The third and fourth request that may be rejected are left for other accounts.
    expect([wrong.sentAt.length, right.sentAt.length]).toEqual([2, 3]);
  });

  it('of several accounts sends one request each after the first two', async () => {
    const own = pair();
    const many = ['a', 'b', 'c'].map((scope) => harness({ ...own, scope }));
    for (let second = 0; second < 600; second += 5) {
      for (const { tokens, pending } of many) {
        const failing = caught(tokens.getToken());
        await settled();
        await pending.shift()?.reply(answered(400, {}, 'invalid_scope'));
        await failing;
      }
      for (const { clock } of many) clock.advance(5 * S);
    }
    expect(many.flatMap(({ sentAt }) => sentAt).length).toBeLessThanOrEqual(2 + 2);
  });
});

describe('T-5 T-6 an endpoint that makes clients hurry', () => {
  const calls = async (world: ReturnType<typeof harness>, seconds: number, reply: () => ReturnType<typeof granted>) => {
    for (let ms = 0; ms < seconds * S; ms += 10) {
      const call = caught(world.tokens.getToken());
      await settled();
      await world.pending.shift()?.reply(reply());
      void call;
      world.clock.advance(10);
    }
  };

  it.each(['0', '-1', 'Tue, 24 Nov 1970 07:00:00 GMT', 'x'])(
    'by Retry-After: %s, is called as often as without the header',
    async (retryAfter) => {
      for (const status of [503, 500]) {
        const cold = harness();
        await calls(cold, 3, () => answered(status, { 'retry-after': retryAfter }));
        expect(cold.sentAt.length).toBeLessThanOrEqual(20);
        const refreshing = harness();
        await refreshing.acquire('one', 600);
        refreshing.clock.advance(545 * S);
        await calls(refreshing, 3, () => answered(status, { 'retry-after': retryAfter }));
        expect(refreshing.sentAt.length).toBeLessThanOrEqual(1 + 4);
        expect(refreshing.tokens.current()?.value).toBe('one');
      }
    },
  );

  it.each([0, -1, 'soon'])('by expires_in: %p behind a good token, is a failed refresh', async (expiresIn) => {
    const world = harness();
    await world.acquire('one', 600);
    world.clock.advance(545 * S);
    await calls(world, 3, () => granted('two', expiresIn));
    expect(world.tokens.current()?.value).toBe('one');
    expect(world.sentAt.length).toBeLessThanOrEqual(1 + 4);
    const message = expect.stringContaining('is not a usable token: its token has expired already (expires_in). Check');
    expect(world.events.at(-1)).toMatchObject({ code: 'ERR_ASPOSE_TOKEN_RESPONSE', stillServing: true, message });
  });
});

describe('T-11 a token that was granted while another one was rejected', () => {
  it('is not taken from the store either, where this or another process has put it', async () => {
    const { settings, clock } = harness();
    const offered = (value: string) => ({ value, sentAt: clock.elapsed(), latencyMs: 10, lifetimeMs: 3_600 * S });
    const wanted: boolean[] = [];
    const source: TokenSource = async (request) => {
      wanted.push(request.isWanted(offered('two')));
      const response = await request.send();
      if (manager.getUnexpired()) manager.reject('one'); // while the request is under way
      return response;
    };
    const values = ['one', 'two', 'three'];
    const transport = () => Promise.resolve(granted(values.shift()!));
    const random = () => 0;
    const client = new TokenClient(settings, { clock, random, transport, source });
    const reporter = { events$: EMPTY, report: () => undefined, complete: () => undefined };
    const manager = new TokenManager(client, { clock, random, reporter, fetching: new Set() });
    expect((await firstValueFrom(manager.waitForToken())).value).toBe('one');
    clock.advance(3_300 * S);
    expect((await firstValueFrom(manager.waitForToken())).value).toBe('three');
    expect(wanted).toEqual([true, true, false]);
  });
});
