import { randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOKEN_FETCH_SETTLED } from '../../lib/events/diagnostics-channels.js';
import { answered, caught, granted, harness, settled } from '../support/token-harness.js';

const S = 1_000;

let told: unknown[] = [];
const tell = (message: unknown) => void told.push(message);
beforeAll(() => subscribe(TOKEN_FETCH_SETTLED.name, tell));
afterAll(() => void unsubscribe(TOKEN_FETCH_SETTLED.name, tell));
/** The flights that are over since the last look. */
function overs() {
  told = [];
  return () => told.splice(0);
}

describe('O-1 what is told of a token’s life', () => {
  it('each request, each token and why, in order', async () => {
    const { acquire, advance, tokens, manager, next, events, clock } = harness();
    const start = clock.now();
    await acquire('one', 3_600);
    await advance(3_300 * S);
    manager.getCached();
    await (await next()).reply(granted('two', 3_600));
    tokens.reject('two');
    await acquire('three', 0);
    await acquire('four', 60);
    await advance(61 * S);
    await acquire('five', 60);
    expect(events.map(({ type, ...event }) => [type, 'reason' in event ? event.reason : undefined])).toEqual([
      ['token.requested', 'cold'],
      ['token.acquired', 'cold'],
      ['token.requested', 'proactive'],
      ['token.acquired', 'proactive'],
      ['token.rejected', undefined],
      ['token.requested', 'rejected'],
      ['token.acquired', 'rejected'],
      ['token.requested', 'rejected'],
      ['token.acquired', 'rejected'],
      ['token.requested', 'expired'],
      ['token.acquired', 'expired'],
    ]);
    expect(events[1]).toMatchObject({ account: 'default', at: start, durationMs: 0, lifetimeMs: 3_600 * S });
  });

  it('T-12 another kind of failure, also if nothing is sent: four rejections become a lock-out', async () => {
    const { advance, tokens, next, events, sentAt } = harness({ clientId: randomUUID(), clientSecret: 's' });
    for (const pauseS of [15, 60, 240, 0]) {
      const failing = caught(tokens.getToken());
      await (await next()).reply(answered(400, {}, 'invalid_client'));
      expect(await failing).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
      await advance(pauseS * S);
    }
    await advance(S);
    const codes = () => events.flatMap((event) => (event.type === 'token.failed' ? [event.code] : []));
    const rejected = Array.from({ length: 4 }, () => 'ERR_ASPOSE_CREDENTIALS');
    expect(codes()).toEqual(rejected);
    for (let call = 0; call < 3; call += 1) {
      expect(await caught(tokens.getToken())).toMatchObject({ code: 'ERR_ASPOSE_LOCKED_OUT' });
      await advance(2 * S);
    }
    expect(codes()).toEqual([...rejected, 'ERR_ASPOSE_LOCKED_OUT']);
    expect(sentAt).toHaveLength(4);
  });

  it('T-12 the first failure of an account, also if it is due to a rejection of another one', async () => {
    const own = { clientId: randomUUID(), clientSecret: 's' };
    const [first, second] = [harness(own), harness(own)];
    await second.acquire();
    const failing = caught(first.tokens.getToken());
    await (await first.next()).reply(answered(400, {}, 'invalid_client'));
    await failing;
    second.tokens.reject('one');
    expect(await caught(second.tokens.getToken())).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect(second.sentAt).toHaveLength(1);
    expect(second.events.at(-1)).toMatchObject({ type: 'token.failed', code: 'ERR_ASPOSE_CREDENTIALS' });
    const { length } = second.events;
    expect(await caught(second.tokens.getToken())).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect(second.events).toHaveLength(length); // once
  });

  it('T-7 T-12 nothing in the pause after a failure, but then that the pair was rejected meanwhile', async () => {
    const own = { clientId: randomUUID(), clientSecret: 's' };
    const [first, second] = [harness(own), harness(own)];
    const [unusable, rejected] = [caught(second.tokens.getToken()), caught(first.tokens.getToken())];
    await (await second.next()).reply(answered(404));
    await unusable;
    await (await first.next()).reply(answered(400, {}, 'invalid_client'));
    await rejected;
    const codes = () => second.events.flatMap((event) => (event.type === 'token.failed' ? [event.code] : []));
    const told: string[] = [];
    for (const code of ['ERR_ASPOSE_TOKEN_RESPONSE', 'ERR_ASPOSE_CREDENTIALS']) {
      told.push(code);
      expect(await caught(second.tokens.getToken())).toMatchObject({ code });
      expect(codes()).toEqual(told);
      await second.advance(S);
    }
    expect(second.sentAt).toHaveLength(1);
  });

  it('each attempt, and the failure with its cause', async () => {
    const { tokens, next, advance, events } = harness();
    const waiting = caught(tokens.getToken());
    await (await next()).reply(answered(500));
    await advance(200);
    await (await next()).reply(answered(400, {}, 'invalid_client'));
    await waiting;
    expect(events).toMatchObject([
      { type: 'token.requested', attempt: 1 },
      { type: 'token.requested', attempt: 2 },
      {
        type: 'token.failed',
        code: 'ERR_ASPOSE_CREDENTIALS',
        status: 400,
        oauthError: 'invalid_client',
        stillServing: false,
        durationMs: 200,
      },
    ]);
  });

  it('T-11 of a flight whose token was rejected meanwhile: one flight, its requests counted on', async () => {
    const { acquire, advance, tokens, manager, next, events } = harness();
    await acquire('one', 3_600);
    await advance(3_300 * S);
    manager.getCached();
    const before = await next();
    tokens.reject('one');
    await advance(5 * S);
    await before.reply(granted('one'));
    const over = overs();
    await (await next()).reply(granted('two'));
    expect(over()).toEqual([{ account: 'default' }]);
    expect(events.slice(2)).toMatchObject([
      { type: 'token.requested', reason: 'proactive', attempt: 1 },
      { type: 'token.rejected' },
      { type: 'token.requested', reason: 'proactive', attempt: 2 },
      { type: 'token.acquired', reason: 'proactive', durationMs: 5 * S },
    ]);
  });

  it('that the old token still serves', async () => {
    const { acquire, advance, manager, next, events } = harness();
    await acquire('one', 3_600);
    await advance(3_300 * S);
    manager.getCached();
    await (await next()).reply(answered(503));
    expect(events.at(-1)).toMatchObject({ type: 'token.failed', reason: 'proactive', stillServing: true });
  });

  it.each([
    [-1, 'proactive'],
    [0, 'expired'],
  ])('%d ms from when callers begin to wait, the reason is %s', async (offset, reason) => {
    const { acquire, advance, manager, tokens, settings, events, clock } = harness();
    await acquire('one', 3_600);
    await advance(manager.state.cached!.waitAt + offset - clock.elapsed());
    void tokens.getToken();
    await settled();
    expect(events.at(-1)).toMatchObject({ type: 'token.requested', account: settings.name, reason });
  });

  it('T-12 a fetch that the guard blocked, and nothing of a call that failed fast', async () => {
    const { tokens, next, advance, events } = harness({ clientSecret: () => 'wrong' });
    const waiting = caught(tokens.getToken());
    await (await next()).reply(answered(400, {}, 'invalid_client'));
    await waiting;
    await advance(S);
    const over = overs();
    await caught(tokens.getToken());
    expect(events.map(({ type }) => type)).toEqual(['token.requested', 'token.failed', 'token.failed']);
    expect(events.at(-1)).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', retryAfterMs: 14_000 });
    expect(over()).toHaveLength(1);
    await caught(tokens.getToken());
    expect([events.length, over()]).toEqual([3, []]);
  });

  it('nothing of a flight that ended with the application', async () => {
    const { tokens, manager, next, events } = harness();
    const waiting = caught(tokens.getToken());
    await next();
    const over = overs();
    manager.close();
    expect(over()).toEqual([{ account: 'default' }]); // before anybody opens the account anew
    await waiting;
    expect([over(), events.map(({ type }) => type)]).toEqual([[], ['token.requested']]);
  });
});
