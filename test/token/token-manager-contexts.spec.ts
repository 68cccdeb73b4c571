import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from '@jest/globals';
import { CHANNELS, TOKEN_FETCH_STARTED } from '../../lib/events/diagnostics-channels.js';
import { answered, caught, granted, harness } from '../support/token-harness.js';

const requests = new AsyncLocalStorage<string>();

describe('T-13 a fetch that requests share', () => {
  it.each([
    ['a token', granted('one')],
    ['a failure', answered(404)],
  ])('gives each of them %s in its own async context', async (_what, reply) => {
    const { tokens, next } = harness();
    const seen: unknown[] = [];
    const finished = ['A', 'B', 'C'].map((name) =>
      requests.run(
        name,
        () =>
          new Promise<void>((done) => {
            const note = () => void seen.push([name, requests.getStore()]);
            tokens.token$.subscribe({
              next: note,
              error: () => {
                note();
                done();
              },
              complete: () => {
                note();
                done();
              },
            });
          }),
      ),
    );
    await (await next()).reply(reply);
    await Promise.all(finished);
    for (const [name, store] of seen as string[][]) expect(store).toBe(name);
    expect(new Set((seen as string[][]).map(([name]) => name))).toEqual(new Set(['A', 'B', 'C']));
  });

  it('asks secret functions and reports events in none of theirs', async () => {
    const seen: unknown[] = [];
    const note = () => void seen.push(requests.getStore());
    const clientSecret = async () => {
      note();
      await Promise.resolve();
      note();
      return 'secret';
    };
    const { tokens, next, events, advance, manager } = harness({ clientSecret });
    const channels = [CHANNELS['token.requested'].name];
    tokens.events$.subscribe(note);
    for (const name of channels) subscribe(name, note);
    const waiting = requests.run('A', () => tokens.getToken());
    await (await next()).reply(granted('one'));
    await waiting;
    await advance(3_300_000);
    requests.run('B', () => manager.getCached()); // starts a refresh in the background
    await (await next()).reply(answered(500));
    for (const name of channels) unsubscribe(name, note);
    expect(events.map(({ type }) => type)).toEqual([
      'token.requested',
      'token.acquired',
      'token.requested',
      'token.failed',
    ]);
    expect(new Set(seen)).toEqual(new Set([undefined]));
  });

  it('says in whose context it was started', async () => {
    const started: unknown[] = [];
    const note = (message: unknown) => void started.push([message, requests.getStore()]);
    subscribe(TOKEN_FETCH_STARTED.name, note);
    const { tokens, next, advance, manager } = harness();
    const waiting = requests.run('A', () => tokens.getToken());
    void requests.run('B', () => caught(tokens.getToken()));
    await (await next()).reply(granted('one'));
    await waiting;
    await advance(3_300_000);
    requests.run('C', () => manager.getCached());
    unsubscribe(TOKEN_FETCH_STARTED.name, note);
    expect(started).toEqual(['A', 'C'].map((context) => [{ account: 'default' }, context]));
    manager.close();
  });
});
