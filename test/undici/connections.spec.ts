import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent } from 'undici';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { refuseAll } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';
import { ADAPTERS, NODE_ADAPTERS } from './adapters.js';

let fake: FakeAspose;
/** Connections that API calls came over, by their ports. */
let ports: Set<number | undefined>;
beforeEach(async () => {
  fake = await FakeAspose.start();
  ports = new Set();
});
afterEach(() => fake.stop());

function counting(): void {
  const answer = fake.onApi;
  fake.onApi = (seen, response) => {
    ports.add(response.socket?.remotePort);
    return answer(seen, response);
  };
}

describe.each(ADAPTERS)('connections by $name', ({ adapter }) => {
  it('are kept: 1 000 calls in a row share one', async () => {
    counting();
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    for (let call = 0; call < 1_000; call += 1) await client.get('/x');
    expect(fake.apiRequests).toHaveLength(1_000);
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('are as many as calls at once, and used again', async () => {
    counting();
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    await client.get('/x');
    const batch = () => Promise.all(Array.from({ length: 50 }, () => client.get('/x')));
    for (let round = 0; round < 5; round += 1) await batch();
    expect(ports.size).toBeLessThanOrEqual(101); // undici takes a connection for free one turn after its answer
  });
});

describe('connections by undici', () => {
  const { adapter } = NODE_ADAPTERS.find(({ name }) => name === 'undici')!;
  const single = () => new Agent({ connections: 1 });

  it.each(['json', 'arraybuffer', 'stream'] as const)('serve the replay after a 401 (%s)', async (responseType) => {
    const dispatcher = single();
    counting();
    const { axios: client } = authorized({ ...fake.options, http: { adapter, dispatcher } });
    for (let call = 0; call < 3; call += 1) {
      fake.revokeAll();
      const { data } = await client.get<Readable>('/x', { responseType, timeout: 5_000 });
      if (responseType === 'stream') expect(await text(data)).toContain('ok');
    }
    expect(fake.apiRequests.length).toBeGreaterThanOrEqual(5);
    expect(ports.size).toBe(1);
    await dispatcher.close();
  });

  it('are not held by a streamed 401 that the caller gets', async () => {
    const dispatcher = single();
    refuseAll(fake, 'Basic realm="x"');
    counting();
    const { axios: client } = authorized({ ...fake.options, http: { adapter, dispatcher } });
    for (let call = 0; call < 3; call += 1) {
      const error = (await caught(client.get('/x', { responseType: 'stream', timeout: 5_000 }))) as {
        response: { data: Readable };
      };
      expect(await text(error.response.data)).toBe('{}');
    }
    expect(ports.size).toBe(1);
    await dispatcher.close();
  });

  it('do not wait for a 401 that never ends', async () => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    const answer = fake.onApi;
    await client.get('/x');
    fake.revokeAll();
    fake.onApi = (seen, response) => {
      if (fake.valid.size) return answer(seen, response);
      response.writeHead(401, { 'content-length': '10000' }).write('x');
    };
    expect((await client.get('/x', { responseType: 'stream' })).status).toBe(200);
  });

  it('are kept over redirects, short bodies and all', async () => {
    const dispatcher = single();
    const answer = fake.onApi;
    fake.onApi = (seen, response) =>
      seen.url === '/a' ? void response.writeHead(302, { location: '/b' }).end('elsewhere') : answer(seen, response);
    counting();
    const { axios: client } = authorized({ ...fake.options, http: { adapter, dispatcher } });
    for (let call = 0; call < 5; call += 1) await client.get('/a');
    expect([fake.apiRequests.length, ports.size]).toEqual([10, 1]);
    await dispatcher.close();
  });

  it('are given up by an abort, and the next call has a new one', async () => {
    const dispatcher = single();
    const { axios: client } = authorized({ ...fake.options, http: { adapter, dispatcher } });
    fake.onApi = (seen, response) => (seen.url === '/hang' ? undefined : json(response, 200, {}));
    counting();
    expect(await caught(client.get('/hang', { timeout: 50 }))).toMatchObject({ code: 'ECONNABORTED' });
    expect((await client.get('/x', { timeout: 2_000 })).status).toBe(200);
    expect(ports.size).toBe(2);
    await dispatcher.close();
  });

  it('that the server has closed are not used', async () => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    const answer = fake.onApi;
    fake.onApi = (seen, response) => {
      response.shouldKeepAlive = false;
      return answer(seen, response);
    };
    counting();
    for (let call = 0; call < 20; call += 1) await client.get('/x');
    await sleep(10);
    expect([fake.apiRequests.length, ports.size]).toEqual([20, 20]);
  });
});
