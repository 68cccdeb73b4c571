import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AxiosInstance } from 'axios';
import { toLogLine } from '../../lib/events/event-reporter.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { revoked } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

const refuse: FakeAspose['onToken'] = (_seen, response) => json(response, 400, { error: 'invalid_client' });
const silent: FakeAspose['onToken'] = () => undefined;

async function cancelled(client: AxiosInstance): Promise<unknown> {
  const patience = new AbortController();
  const calling = caught(client.get('/x', { signal: patience.signal }));
  for (let turn = 0; turn < 200 && fake.tokenRequests.length === 0; turn += 1) await sleep(5);
  patience.abort();
  return calling;
}

describe('O-1 H-8 a 401 whose second token cannot be had', () => {
  it.each<[string, FakeAspose['onToken'], (client: AxiosInstance) => Promise<unknown>, string]>([
    ['the endpoint gives none', refuse, (client) => caught(client.get('/x')), 'ERR_ASPOSE_CREDENTIALS'],
    ['the caller’s timeout is over', silent, (client) => caught(client.get('/x', { timeout: 300 })), 'ECONNABORTED'],
    ['the caller has cancelled', silent, cancelled, 'ERR_CANCELED'],
  ])('is told of where %s, and the error is what it was', async (_why, onToken, call, code) => {
    const { axios: client, events } = await revoked(fake);
    fake.onToken = onToken;
    const error = await call(client);
    expect(error).toMatchObject({ code });
    expect(error).not.toHaveProperty('asposeAuth');
    expect(fake.apiRequests).toHaveLength(1);
    const told = events.filter(({ type }) => type.startsWith('request.'));
    const common = { account: 'default', origin: fake.url, at: expect.any(Number) };
    expect(told).toEqual([
      { type: 'request.unauthorized', ...common },
      { type: 'request.replay-skipped', ...common, reason: 'no-token' },
    ]);
    expect(told.map(toLogLine)).toEqual([undefined, undefined]);
  });

  it('is told of once a call, of those too that fail at once', async () => {
    const { axios: client, events } = await revoked(fake);
    fake.onToken = refuse;
    const answer = fake.onApi;
    fake.onApi = async (seen, response) => {
      await sleep(seen.url.endsWith('late') ? 300 : 0);
      await answer(seen, response);
    };
    await Promise.all(['/a', '/b', '/late'].map((path) => caught(client.get(path))));
    expect(events.filter((event) => event.type === 'request.replay-skipped')).toMatchObject(
      [1, 2, 3].map(() => ({ reason: 'no-token' })),
    );
    expect(fake.tokenRequests).toHaveLength(1);
  });
});
