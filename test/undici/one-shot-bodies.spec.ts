import { createReadStream } from 'node:fs';
import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AxiosRequestConfig } from 'axios';
import { authorized } from '../support/authorized.js';
import { caught } from '../support/token-harness.js';
import { UploadServer } from '../support/upload-server.js';
import { ADAPTERS, NODE_ADAPTERS } from './adapters.js';
import { bytes, KINDS, marker, path, removeFile, sha } from './one-shot-kinds.js';

afterAll(removeFile);

let server: UploadServer;
beforeEach(async () => {
  server = await UploadServer.start();
});
afterEach(() => server.stop());

const replayBufferBytes = 4_000_000;
const setUp = async (adapter: AxiosRequestConfig['adapter'], own: object = {}) => {
  const parts = authorized({ ...server.options, replayBufferBytes, http: { adapter, ...own } });
  await parts.tokens.getToken();
  server.tokenRequests = 0;
  return parts;
};
const revoke = () => server.valid.clear();

describe.each(ADAPTERS)('H-4 by $name', ({ name, adapter }) => {
  // undici's fetch makes another boundary for each request
  const hasNewBoundary = (what: string) => name === 'fetch' && what === 'a native form';
  // a text of Latin-1 arrives as such, or as the UTF-8 that fetch makes of it
  const kinds = KINDS.filter(([what]) => what !== 'a stream of text' || name !== 'fetch');

  const assertWhole = (what: string, kind: 'raw' | 'form') => {
    const { headers, sha256, body, bytes: size } = server.uploads.at(-1)!;
    if (kind === 'raw') {
      expect(sha256).toBe(sha);
      return;
    }
    expect(body.includes(marker)).toBe(true);
    if (hasNewBoundary(what)) return;
    const boundary = /^multipart\/form-data; ?boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1] ?? 'none';
    expect(body.subarray(0, boundary.length + 2).toString()).toBe(`--${boundary}`);
    expect(
      body
        .subarray(-boundary.length - 6)
        .toString()
        .trim(),
    ).toBe(`--${boundary}--`);
    if (headers['content-length']) expect(Number(headers['content-length'])).toBe(size);
  };

  it.each(kinds)('%s arrives whole, once', async (what, call, kind) => {
    const { axios: client } = await setUp(adapter);
    await call(client, {});
    expect(server.uploads).toHaveLength(1);
    assertWhole(what, kind);
  });

  it.each(kinds)('%s arrives whole after a 401, byte for byte as before', async (what, call, kind) => {
    const { axios: client } = await setUp(adapter);
    revoke();
    await call(client, {});
    expect(server.uploads).toHaveLength(2);
    assertWhole(what, kind);
    if (hasNewBoundary(what) || what === 'a function that creates a form') return; // which has a boundary of its own
    const [first, second] = server.uploads.map(({ headers, sha256 }) => ({ ...headers, authorization: '', sha256 }));
    expect(second).toEqual(first);
  });

  it.each(kinds)('%s arrives whole after an early 401', async (what, call, kind) => {
    const { axios: client } = await setUp(adapter);
    revoke();
    server.onHead = async (request, response, isAuthorized) => {
      if (isAuthorized) return server.respond(request, response, 200);
      response.writeHead(401, { 'content-length': 2 }).end('{}'); // and the rest is never read
      return undefined;
    };
    await call(client, {});
    expect(server.uploads).toHaveLength(1);
    assertWhole(what, kind);
  });

  it.each(kinds.filter(([what]) => !/function|native/.test(what)))(
    '%s beyond the budget ends as the caller’s 401',
    async (_what, call) => {
      const { axios: client, events } = await setUp(adapter);
      revoke();
      const error = await caught(call(client, { asposeAuth: { replayBufferBytes: 100_000 } }));
      expect(error).toMatchObject({ asposeAuth: 'body-not-replayable', response: { status: 401 } });
      expect(server.uploads).toHaveLength(1);
      expect(events.at(-1)).toMatchObject({ type: 'request.replay-skipped', reason: 'body-not-replayable' });
    },
  );

  it.each(kinds.filter(([what]) => !/function|native|postForm|iterable|text/.test(what)))(
    '%s that has been sent already is not sent as an empty body',
    async (_what, call) => {
      const { axios: client } = await setUp(adapter);
      let sent: unknown;
      client.interceptors.request.use((config) => {
        sent ??= config.data;
        return Object.assign(config, { data: sent });
      });
      await call(client, {});
      const error = (await caught(call(client, { timeout: 2_000 }))) as Error & { cause?: Error };
      expect([error.message, error.cause?.message].join()).toMatch(/read already|aborted|locked|disturbed/);
      expect(server.uploads.filter(({ isComplete }) => isComplete)).toHaveLength(1);
    },
  );

  it('a body without bytes is sent again, unless nothing is kept', async () => {
    const { axios: client } = await setUp(adapter);
    revoke();
    await client.post('/x', Readable.from([]));
    expect(server.uploads.map(({ bytes: size }) => size)).toEqual([0, 0]);
    revoke();
    const asposeAuth = { replayBufferBytes: 0 };
    const error = await caught(client.post('/x', Readable.from([]), { asposeAuth }));
    expect(error).toMatchObject({ asposeAuth: 'body-not-replayable' });
  });

  it('a body of exactly the budget is sent again, one of a byte more is not', async () => {
    for (const [size, expected] of [
      [10_000, undefined],
      [10_001, { asposeAuth: 'body-not-replayable' }],
    ] as const) {
      const { axios: client } = await setUp(adapter);
      revoke();
      const data = Readable.from([bytes.subarray(0, 5_000), bytes.subarray(5_000, size)]);
      const error = await caught(client.post('/x', data, { asposeAuth: { replayBufferBytes: 10_000 } }));
      if (expected) expect(error).toMatchObject(expected);
      else expect(error).toBeUndefined();
    }
  });

  it.each(kinds)('%s that is aborted in the middle ends, and nothing is sent afterwards', async (_what, call) => {
    const { axios: client } = await setUp(adapter);
    const abort = new AbortController();
    let heads = 0;
    server.onHead = (request) => {
      heads += 1;
      request.once('data', () => {
        request.pause();
        abort.abort();
      });
      return Promise.resolve(undefined);
    };
    expect(await caught(call(client, { signal: abort.signal }))).toMatchObject({ code: 'ERR_CANCELED' });
    await sleep(20);
    expect(heads).toBe(1);
    await server.stop();
    server = await UploadServer.start();
  });

  it.each([false, true])('a source that fails in the middle fails the call (after a 401: %p)', async (isRevoked) => {
    const { axios: client } = await setUp(adapter);
    if (isRevoked) revoke();
    server.onHead = async (request, response, isAuthorized) => {
      if (isAuthorized) return server.respond(request, response, 200);
      response.writeHead(401).end('{}');
      return undefined;
    };
    const failing = Readable.from(
      (async function* () {
        yield bytes.subarray(0, 100_000);
        await sleep(100);
        throw Object.assign(new Error('disk gone'), { code: 'EIO' });
      })(),
    );
    const error = (await caught(client.post('/x', failing))) as Error & { cause?: Error };
    const isTold = [error.message, error.cause?.message, (error.cause?.cause as Error | undefined)?.message];
    expect(isTold).toContain('disk gone');
    await sleep(20);
    expect(server.uploads.filter(({ isComplete }) => isComplete)).toEqual([]);
  });

  it('a source that is closed in the middle aborts the call', async () => {
    const { axios: client } = await setUp(adapter);
    let sent = 0;
    const closing = new Readable({
      read() {
        sent += 1;
        if (sent < 3) this.push(bytes.subarray(0, 10_000));
        else this.destroy();
      },
    });
    const error = await caught(client.post('/x', closing));
    expect((error as { code?: string }).code).toMatch(name === 'fetch' ? /./ : /^ERR_CANCELED$/);
    expect(server.uploads.filter(({ isComplete }) => isComplete)).toEqual([]);
  });

  it('progress counts each byte once', async () => {
    const { axios: client } = await setUp(adapter);
    revoke();
    let counted = 0;
    let highest = 0;
    await client.post('/x', createReadStream(path), {
      headers: { 'content-length': bytes.length },
      onUploadProgress: ({ loaded, bytes: more }) => {
        expect(loaded).toBeGreaterThan(highest);
        highest = loaded;
        counted += more;
      },
    });
    await sleep(20);
    expect([highest, counted]).toEqual([bytes.length, bytes.length]);
  });
});

// Not with fetch, whose rules do not allow it for bodies that can be read only once.
describe.each(NODE_ADAPTERS)('H-4 by $name', ({ adapter }) => {
  it.each(KINDS)('%s to an address that redirects ends with the response to the GET', async (_what, call) => {
    const { axios: client } = await setUp(adapter);
    server.onHead = async (request, response) => {
      if (request.method === 'GET') return response.writeHead(200).end('there');
      await server.read(request);
      return response.writeHead(302, { location: '/there' }).end();
    };
    expect(await call(client, { timeout: 5_000 })).toMatchObject({ data: 'there' });
  });
});

it.each(KINDS)('H-4 %s leaves the only connection of an agent free for the next call', async (_what, call) => {
  const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { axios: client } = await setUp('http', { httpAgent });
  for (let upload = 0; upload < 3; upload += 1) await call(client, { timeout: 5_000 });
  expect(server.uploads).toHaveLength(3);
  expect(await server.settle(2)).toBeLessThanOrEqual(2);
  httpAgent.destroy();
});
