import { createServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosProgressEvent } from 'axios';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { revoked } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';
import { ADAPTERS, NODE_ADAPTERS } from '../undici/adapters.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

/** Delays the token request. */
const delayToken = (ms: number) => {
  const grant = fake.onToken;
  fake.onToken = async (seen, response) => {
    await sleep(ms);
    await grant(seen, response);
  };
};
/** Responds with ten characters, one every `ms`. */
const drip = (ms: number, count = 10) => {
  fake.onApi = (_seen, response) => {
    response.writeHead(200, { 'content-length': 10 }).flushHeaders();
    let sent = 0;
    const timer = setInterval(() => {
      response.write('x');
      sent += 1;
      if (sent === count) clearInterval(timer);
    }, ms);
    response.on('close', () => clearInterval(timer));
  };
};

describe.each(NODE_ADAPTERS)('H-10 the timeout by $name', ({ adapter }) => {
  it.each(['stream', 'text', 'arraybuffer'] as const)(
    'ends at the head of a response (%s), then it is the idle timeout, in full',
    async (responseType) => {
      delayToken(250);
      drip(60);
      const { axios: client } = authorized({ ...fake.options, http: { adapter } });
      const { data } = await client.get<unknown>('/x', { responseType, timeout: 400 });
      expect(data instanceof Readable ? await text(data) : String(data)).toBe('xxxxxxxxxx');
    },
  );

  it.each(['stream', 'text'] as const)('ends a response that stalls (%s)', async (responseType) => {
    drip(20, 3);
    const { axios: client, tokens } = authorized({ ...fake.options, http: { adapter } });
    await tokens.getToken();
    const startedAt = performance.now();
    for (const maxRedirects of responseType === 'text' ? [0, undefined] : [undefined]) {
      const call = client.get<Readable>('/x', {
        responseType,
        timeout: 150,
        ...(maxRedirects === 0 && { maxRedirects }),
      });
      const error = await caught(call.then(({ data }) => text(data)));
      expect((error as { code: string }).code).toMatch(/^(?:ECONNABORTED|ECONNRESET|ERR_BAD_RESPONSE)$/);
    }
    expect(performance.now() - startedAt).toBeLessThan(4_000); // undici's timer for bodies counts half seconds
  });
});

describe.each(ADAPTERS)('H-10 the timeout by $name', ({ name, adapter }) => {
  it('ends a call whose body factory hangs', async () => {
    const { axios: client, tokens } = authorized({ ...fake.options, http: { adapter } });
    await tokens.getToken();
    const data = () => new Promise(() => undefined);
    for (const url of ['/x', `${fake.url.replace('127.0.0.1', 'localhost')}/x`]) {
      const startedAt = performance.now();
      const error = await caught(client.post(url, data, { timeout: 100 }));
      expect(error).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 100ms exceeded' });
      expect(performance.now() - startedAt).toBeLessThan(500);
    }
    expect(fake.apiRequests).toHaveLength(0);
  });

  it('covers both attempts of a replay', async () => {
    const { axios: client } = await revoked(fake, { adapter });
    const answer = fake.onApi;
    fake.onApi = async (seen, response) => {
      if (fake.apiRequests.length > 1) return undefined;
      await sleep(200);
      return answer(seen, response);
    };
    const startedAt = performance.now();
    expect(await caught(client.get('/x', { timeout: 400 }))).toMatchObject({ code: 'ECONNABORTED' });
    expect(performance.now() - startedAt).toBeLessThan(580);
    expect(fake.apiRequests).toHaveLength(2);
  });

  it('keeps the reason of a cancellation while a token is awaited', async () => {
    delayToken(300);
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    for (const timeout of [0, 5_000]) {
      const source = axios.CancelToken.source();
      const call = caught(client.get('/x', { cancelToken: source.token, timeout }));
      setTimeout(() => source.cancel('enough'), 20);
      expect(await call).toMatchObject({ code: 'ERR_CANCELED', message: 'enough' });
    }
  });

  it('keeps the reason of a cancellation while a response is awaited', async () => {
    fake.onApi = () => undefined;
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    for (const timeout of [0, 5_000]) {
      const source = axios.CancelToken.source();
      const call = caught(client.get('/x', { cancelToken: source.token, timeout }));
      setTimeout(() => source.cancel('enough'), 50);
      const error = await call;
      expect(error).toMatchObject({ code: 'ERR_CANCELED' });
      if (name !== 'fetch') expect(error).toMatchObject({ message: 'enough' });
    }
  });
});

describe.each(NODE_ADAPTERS)('H-10 a proxy that does not answer CONNECT by $name', ({ adapter }) => {
  let proxy: Server;
  const sockets = new Set<Socket>();
  beforeEach(async () => {
    proxy = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => proxy.close(resolve));
  });

  it.each([undefined, 0])('ends at the timeout (maxRedirects: %p)', async (maxRedirects) => {
    const { port } = proxy.address() as { port: number };
    const { axios: client } = authorized({
      ...fake.options,
      tokenUrl: `${fake.url}/connect/token`,
      allowedOrigins: ['https://127.0.0.1:1'],
      http: { adapter },
    });
    const startedAt = performance.now();
    const error = await caught(
      client.get('https://127.0.0.1:1/x', {
        proxy: { host: '127.0.0.1', port },
        timeout: 200,
        ...(maxRedirects === 0 && { maxRedirects }),
      }),
    );
    expect(error).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 200ms exceeded' });
    expect(performance.now() - startedAt).toBeLessThan(600);
  });
});

describe.each(NODE_ADAPTERS)('H-4 the body of a 401 that is replayed by $name', ({ adapter }) => {
  const rejectAtLength = () => {
    const answer = fake.onApi;
    fake.onApi = (seen, response) =>
      fake.valid.size === 0 ? json(response, 401, { message: 'x'.repeat(5_000) }) : answer(seen, response);
  };

  it.each(['json', 'text', 'stream'] as const)('does not count for maxContentLength (%s)', async (responseType) => {
    const { axios: client } = await revoked(fake, { adapter });
    rejectAtLength();
    const { status, data } = await client.get<unknown>('/x', { responseType, maxContentLength: 500 });
    expect(status).toBe(200);
    if (data instanceof Readable) await text(data);
    expect(fake.apiRequests).toHaveLength(2);
    fake.onApi = (_seen, response) => json(response, 200, { message: 'x'.repeat(5_000) });
    const call = client.get<unknown>('/x', { responseType, maxContentLength: 500 });
    expect(await caught(call.then(({ data: body }) => (body instanceof Readable ? text(body) : body)))).toMatchObject({
      code: 'ERR_BAD_RESPONSE',
      message: 'maxContentLength size of 500 exceeded',
    });
  });

  it.each(['json', 'arraybuffer', 'stream'] as const)('is no download progress (%s)', async (responseType) => {
    const { axios: client } = await revoked(fake, { adapter });
    rejectAtLength();
    const events: AxiosProgressEvent[] = [];
    const { data, headers } = await client.get<unknown>('/x', {
      responseType,
      onDownloadProgress: (event) => events.push(event),
    });
    if (data instanceof Readable) await text(data);
    await sleep(20);
    const length = Number(headers['content-length'] ?? events.at(-1)?.loaded);
    expect(events.at(-1)?.loaded).toBe(length);
    expect(events.every(({ loaded }) => loaded < 5_000)).toBe(true);
  });

  it('that is the caller’s after all has its body and its progress', async () => {
    const { axios: client } = await revoked(fake, { adapter });
    fake.onApi = (_seen, response) => json(response, 401, { message: 'no' });
    const events: AxiosProgressEvent[] = [];
    const error = await caught(client.get('/x', { onDownloadProgress: (event) => events.push(event), timeout: 5_000 }));
    expect(error).toMatchObject({ asposeAuth: 'already-replayed', response: { status: 401, data: { message: 'no' } } });
    await sleep(20);
    expect(events.length).toBeGreaterThan(0);
  });
});
