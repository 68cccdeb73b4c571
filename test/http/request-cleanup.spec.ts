import { createReadStream, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AxiosRequestConfig } from 'axios';
import NpmFormData from 'form-data';
import { authorized } from '../support/authorized.js';
import { caught } from '../support/token-harness.js';
import { UploadServer } from '../support/upload-server.js';
import { ADAPTERS, NODE_ADAPTERS } from '../undici/adapters.js';

const folder = mkdtempSync(join(tmpdir(), 'cleanup-'));
const path = join(folder, 'a.bin');
writeFileSync(path, Buffer.alloc(3_000_000));
afterAll(() => rmSync(folder, { recursive: true }));
/** Open descriptors of the file. */
const countFiles = async () => {
  const { readlinkSync } = await import('node:fs');
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  }).length;
};
const waitFor = async (isTrue: () => boolean | Promise<boolean>) => {
  for (let turn = 0; turn < 300 && !(await isTrue()); turn += 1) await sleep(10);
};

let server: UploadServer;
beforeEach(async () => {
  server = await UploadServer.start();
});
afterEach(() => server.stop());

const setUp = async (adapter: AxiosRequestConfig['adapter'], http: object = {}) => {
  const parts = authorized({ ...server.options, http: { adapter, ...http } });
  await parts.tokens.getToken();
  return parts;
};
/** Responds as soon as the head has arrived, and never reads the body. */
const respondEarly = (status: number) => {
  server.onHead = (request, response, isAuthorized) => {
    if (isAuthorized && status === 401) return server.respond(request, response, 200);
    return response.writeHead(status, { 'content-length': 2 }).end('{}');
  };
};
const endless = () =>
  new Readable({
    read() {
      setTimeout(() => this.push(Buffer.alloc(10_000)), 1);
    },
  });
const form = (stream: Readable) => {
  const data = new NpmFormData();
  data.append('file', stream, { filename: 'a.bin', knownLength: 3_000_000 });
  return data;
};

const BODIES: [string, () => unknown][] = [
  ['a function that creates an endless stream', () => () => endless()],
  ['an endless stream', () => endless()],
  ['a file', () => createReadStream(path)],
  ['a function that opens a file', () => () => createReadStream(path)],
  ['a form with a file', () => form(createReadStream(path))],
  ['a function that creates a form with a file', () => () => form(createReadStream(path))],
];

describe.each(ADAPTERS)('H-4 an early response by $name', ({ name, adapter }) => {
  it.each(BODIES)('413 to %s leaves no socket and no file', async (_what, data) => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { axios: client } = await setUp(adapter, name === 'http' ? { httpAgent } : {});
    respondEarly(413);
    for (let call = 0; call < 3; call += 1) {
      expect(await caught(client.post('/x', data(), { timeout: 5_000 }))).toMatchObject({ response: { status: 413 } });
    }
    await waitFor(async () => (await countFiles()) === 0);
    expect(await countFiles()).toBe(0);
    const busy = Object.values(httpAgent.sockets).flatMap((sockets) => sockets ?? []);
    await waitFor(() => busy.every((socket) => socket.destroyed));
    expect(busy.filter((socket) => !socket.destroyed)).toEqual([]);
    httpAgent.destroy();
  });

  it('401 to a body that a function creates frees the only socket of the agent', async () => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { axios: client } = await setUp(adapter, name === 'http' ? { httpAgent } : {});
    respondEarly(401);
    for (const responseType of ['json', 'stream'] as const) {
      server.valid.clear();
      let made = 0;
      const data = () => {
        made += 1;
        return made === 1 ? endless() : Readable.from([Buffer.from('whole')]);
      };
      const { status } = await client.post('/x', data, { timeout: 5_000, responseType });
      expect([status, made]).toEqual([200, 2]);
    }
    httpAgent.destroy();
  });

  it('413 whose body the caller streams is read whole', async () => {
    const { axios: client } = await setUp(adapter);
    const text = 'x'.repeat(200_000);
    server.onHead = (request, response) => {
      request.resume();
      response.writeHead(413, { 'content-length': text.length }).write(text.slice(0, 100));
      setTimeout(() => response.end(text.slice(100)), 50);
    };
    const source = createReadStream(path);
    const { data } = await client.post('/x', source, { responseType: 'stream', validateStatus: () => true });
    let received = 0;
    for await (const chunk of data as Readable) received += (chunk as Buffer).length;
    expect(received).toBe(text.length);
    await waitFor(() => source.destroyed);
    expect(source.destroyed).toBe(true);
  });
});

describe.each(ADAPTERS)('H-4 the source of an upload that $name does not send, because of', ({ adapter }) => {
  it.each<[string, object, string]>([
    ['an unknown account', { account: 'unknown' }, 'ERR_ASPOSE_ACCOUNT'],
    ['an account that cannot be resolved', { account: 'failing' }, 'ERR_ASPOSE_ACCOUNT'],
    ['a misspelt option', { acount: 'a' }, 'ERR_ASPOSE_CONFIG'],
    ['a wrong number', { replayBufferBytes: -1 }, 'ERR_ASPOSE_CONFIG'],
  ])('%s, is closed', async (_name, asposeAuth, code) => {
    const accountResolver = (name: string) => {
      if (name === 'failing') throw new Error('no database');
      return undefined;
    };
    const { axios: client } = authorized({ ...server.options, http: { adapter }, accountResolver });
    const source = createReadStream(path);
    expect(await caught(client.put('/x', source, { asposeAuth }))).toMatchObject({ code });
    await waitFor(() => source.destroyed);
    expect(source.destroyed).toBe(true);
  });
});

it.each(NODE_ADAPTERS)(
  'H-4 1 000 early 401s by $name leave sockets, files and listeners as before',
  async ({ adapter }) => {
    const { axios: client } = await setUp(adapter);
    const { signal } = new AbortController();
    let listeners = 0;
    const counting = {
      get aborted() {
        return signal.aborted;
      },
      addEventListener: () => {
        listeners += 1;
      },
      removeEventListener: () => {
        listeners -= 1;
      },
    };
    server.onHead = (_request, response) => {
      response
        .writeHead(401, { 'content-length': 2, 'www-authenticate': 'Bearer error="insufficient_scope"' })
        .end('{}');
    };
    for (let round = 0; round < 20; round += 1) {
      const calls = Array.from({ length: 50 }, (_, call) => {
        const data = call % 2 ? () => createReadStream(path) : createReadStream(path);
        return caught(client.post('/x', data, { signal: counting, timeout: 10_000 }));
      });
      for (const error of await Promise.all(calls)) expect(error).toMatchObject({ response: { status: 401 } });
    }
    await waitFor(async () => (await countFiles()) === 0);
    expect(await countFiles()).toBe(0);
    expect(listeners).toBeLessThanOrEqual(0);
    expect(await server.settle(5)).toBeLessThanOrEqual(5);
  },
  60_000,
);

describe.each(ADAPTERS)('T-9 an abort by $name sends nothing more', ({ adapter }) => {
  it('while a body is created, which is then destroyed', async () => {
    const { axios: client } = await setUp(adapter);
    let heads = 0;
    server.onHead = () => {
      heads += 1;
    };
    const abort = new AbortController();
    const late = createReadStream(path);
    const data = async () => {
      await sleep(50);
      return late;
    };
    for (const url of ['/x', `${server.url.replace('127.0.0.1', 'localhost')}/x`]) {
      const call = caught(client.post(url, data, { signal: abort.signal }));
      setTimeout(() => abort.abort(), 10);
      const startedAt = performance.now();
      expect(await call).toMatchObject({ code: 'ERR_CANCELED' });
      expect(performance.now() - startedAt).toBeLessThan(45);
    }
    await sleep(80);
    expect([heads, late.destroyed]).toEqual([0, true]);
  });

  it('while the body of a 401 is read', async () => {
    const { axios: client } = await setUp(adapter);
    server.valid.clear();
    let heads = 0;
    const abort = new AbortController();
    server.onHead = (request, response) => {
      heads += 1;
      request.resume();
      response.writeHead(401, { 'content-length': 100 }).write('{');
      setTimeout(() => abort.abort(), 20);
    };
    const before = server.tokenRequests;
    const startedAt = performance.now();
    const call = caught(client.get('/x', { signal: abort.signal, responseType: 'stream' }));
    expect(await call).toMatchObject({ code: 'ERR_CANCELED' });
    expect(performance.now() - startedAt).toBeLessThan(900);
    await sleep(30);
    expect([heads, server.tokenRequests - before]).toEqual([1, 0]);
  });
});

describe.each(ADAPTERS)('H-4 a function as body by $name', ({ adapter }) => {
  const targets: [string, () => string, AxiosRequestConfig][] = [
    ['with a token', () => '/x', {}],
    ['to an origin without a token', () => `${server.url.replace('127.0.0.1', 'localhost')}/x`, {}],
    ['with a header of its own', () => '/x', { headers: { Authorization: 'Basic x' } }],
    ['with asposeAuth: false', () => '/x', { asposeAuth: false }],
  ];
  it.each(targets)(
    'is sent whole with the content type JSON, and the config keeps it (%s)',
    async (_what, url, own) => {
      const { axios: client } = await setUp(adapter, { headers: { 'Content-Type': 'application/json' } });
      server.onHead = (request, response) => server.respond(request, response, 200);
      const data = () => createReadStream(path);
      const { config } = await client.post(url(), data, own);
      expect(config.data).toBe(data);
      await client.request(config);
      server.onHead = (request, response) => server.respond(request, response, 500);
      expect(await caught(client.post(url(), data, own))).toMatchObject({ config: { data } });
      expect(server.uploads.map(({ bytes }) => bytes)).toEqual([3_000_000, 3_000_000, 3_000_000]);
      expect(server.uploads[0]?.headers['content-type']).toBe('application/json');
    },
  );
});
