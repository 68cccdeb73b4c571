import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent } from 'undici';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { refuseAll } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';
import { ADAPTERS, NODE_ADAPTERS } from './adapters.js';

let fake: FakeAspose;
/** The connections of API calls, by their remote ports. */
let ports: Set<number | undefined>;
beforeEach(async () => {
  fake = await FakeAspose.start();
  ports = new Set();
});
afterEach(() => fake.stop());

function countConnections(): void {
  const respond = fake.onApi;
  fake.onApi = (seen, response) => {
    ports.add(response.socket?.remotePort);
    return respond(seen, response);
  };
}

describe.each(ADAPTERS)('connections by $name', ({ adapter }) => {
  it('are kept alive: 1 000 sequential calls share one', async () => {
    countConnections();
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    for (let call = 0; call < 1_000; call += 1) await client.get('/x');
    expect(fake.apiRequests).toHaveLength(1_000);
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('are as many as concurrent calls, and reused', async () => {
    countConnections();
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    await client.get('/x');
    const batch = () => Promise.all(Array.from({ length: 50 }, () => client.get('/x')));
    for (let round = 0; round < 5; round += 1) await batch();
    expect(ports.size).toBeLessThanOrEqual(101); // undici considers a connection free one turn after its response
  });
});

describe('connections by undici', () => {
  const { adapter } = NODE_ADAPTERS.find(({ name }) => name === 'undici')!;
  const single = () => new Agent({ connections: 1 });

  it('H-3 are free before a replay that does not wait for a token', async () => {
    const dispatcher = new Agent(); // opens another connection if none is free
    const { axios: client, tokens } = authorized({ ...fake.options, http: { adapter, dispatcher } });
    await client.get('/x');
    await nextTurn();
    countConnections();
    const respond = fake.onApi;
    fake.onApi = async (seen, response) => {
      if (fake.tokenRequests.length === 1) {
        fake.revokeAll();
        tokens.reject(await tokens.getToken());
        await tokens.getToken();
      }
      return respond(seen, response);
    };
    expect((await client.get('/x')).status).toBe(200);
    expect([fake.tokenRequests.length, ports.size]).toEqual([2, 1]);
    await dispatcher.close();
  });

  it.each(['json', 'arraybuffer', 'stream'] as const)(
    'are reused for the replay after a 401 (%s)',
    async (responseType) => {
      const dispatcher = single();
      countConnections();
      const { axios: client } = authorized({ ...fake.options, http: { adapter, dispatcher } });
      for (let call = 0; call < 3; call += 1) {
        fake.revokeAll();
        const { data } = await client.get<Readable>('/x', { responseType, timeout: 5_000 });
        if (responseType === 'stream') expect(await text(data)).toContain('ok');
      }
      expect(fake.apiRequests.length).toBeGreaterThanOrEqual(5);
      expect(ports.size).toBe(1);
      await dispatcher.close();
    },
  );

  it('are not occupied by a streamed 401 that the caller gets', async () => {
    const dispatcher = single();
    refuseAll(fake, 'Basic realm="x"');
    countConnections();
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

  const bodies: [string, (response: ServerResponse) => void][] = [
    ['stalls', (response) => void response.writeHead(401, { 'content-length': '10000' }).write('x')],
    ['drips', (response) => feed(response.writeHead(401), 50, 1)],
    ['floods', (response) => feed(response.writeHead(401), 1, 65_536)],
    ['is compressed', (response) => feed(response.writeHead(401, { 'content-encoding': 'gzip' }), 50, 1)],
  ];
  const feed = (response: ServerResponse, everyMs: number, size: number) => {
    const timer = setInterval(() => response.write(Buffer.alloc(size, 'x')), everyMs);
    response.on('close', () => clearInterval(timer));
  };
  const cases = bodies.flatMap(([name, respond]) =>
    (['stream', 'json', 'arraybuffer'] as const).map((responseType) => ({ name, responseType, respond })),
  );
  it.each(cases)('H-3 do not wait for a 401 whose body $name ($responseType)', async ({ responseType, respond }) => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    const accept = fake.onApi;
    await client.get('/x');
    fake.revokeAll();
    fake.onApi = (seen, response) => (fake.valid.size ? accept(seen, response) : respond(response));
    const { status, data } = await client.get<unknown>('/x', { responseType, timeout: 10_000 });
    expect(status).toBe(200);
    if (data instanceof Readable) data.resume();
  });

  it('are reused for redirects with short bodies', async () => {
    const dispatcher = single();
    const respond = fake.onApi;
    fake.onApi = (seen, response) =>
      seen.url === '/a' ? void response.writeHead(302, { location: '/b' }).end('elsewhere') : respond(seen, response);
    countConnections();
    const { axios: client } = authorized({ ...fake.options, http: { adapter, dispatcher } });
    for (let call = 0; call < 5; call += 1) await client.get('/a');
    expect([fake.apiRequests.length, ports.size]).toEqual([10, 1]);
    await dispatcher.close();
  });

  it('are closed by an abort, and the next call opens a new one', async () => {
    const dispatcher = single();
    const { axios: client } = authorized({ ...fake.options, http: { adapter, dispatcher } });
    fake.onApi = (seen, response) => (seen.url === '/hang' ? undefined : json(response, 200, {}));
    countConnections();
    expect(await caught(client.get('/hang', { timeout: 50 }))).toMatchObject({ code: 'ECONNABORTED' });
    expect((await client.get('/x', { timeout: 2_000 })).status).toBe(200);
    expect(ports.size).toBe(2);
    await dispatcher.close();
  });

  it('that the server has closed are not reused', async () => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    const respond = fake.onApi;
    fake.onApi = (seen, response) => {
      response.shouldKeepAlive = false;
      return respond(seen, response);
    };
    countConnections();
    for (let call = 0; call < 20; call += 1) await client.get('/x');
    await sleep(10);
    expect([fake.apiRequests.length, ports.size]).toEqual([20, 20]);
  });
});
