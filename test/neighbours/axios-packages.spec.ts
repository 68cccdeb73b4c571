import { createServer as createHttpServer, type Agent as HttpAgent, request as sendRequest } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AxiosInstance } from 'axios';
import { buildMemoryStorage, setupCache } from 'axios-cache-interceptor';
import MockAdapter from 'axios-mock-adapter';
import rateLimit from 'axios-rate-limit';
import axiosRetry from 'axios-retry';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import pino from 'pino';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { caught } from '../support/promises.js';
import { tlsFront } from '../support/tls.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

const setUp = (options: object = {}) => authorized({ ...fake.options, ...options });
/** The typings of these packages are those for CommonJS, which axios tells from those for ES modules. */
const forCommonJs = (instance: AxiosInstance) => instance as never;
const show = (value: unknown) => inspect(value, { depth: 15, showHidden: true, maxArrayLength: null });

describe('axios-retry', () => {
  it('repeats a 503 with the token, and leaves a 401 to us', async () => {
    const { axios } = setUp();
    axiosRetry(forCommonJs(axios), { retries: 2, retryDelay: () => 1 });
    const respond = fake.onApi;
    fake.onApi = (seen, response) => {
      if (fake.apiRequests.length === 1) return json(response, 503, {});
      if (fake.apiRequests.length === 2) fake.revokeAll();
      return respond(seen, response);
    };
    const { status, config } = await axios.put('/x', 'body');
    expect([status, fake.apiRequests.length, fake.tokenRequests.length]).toEqual([200, 3, 2]);
    expect(new Set(fake.apiRequests.map(({ body }) => String(body)))).toEqual(new Set(['body']));
    expect(show(config)).not.toContain('tok-');
  });

  it('does not repeat a call for which there is no token', async () => {
    const { axios } = setUp();
    axiosRetry(forCommonJs(axios), { retries: 2, retryDelay: () => 1, retryCondition: () => true });
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    await expect(axios.get('/x')).rejects.toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([0, 1]);
  });

  it('calls a body function anew for each attempt, also without a token', async () => {
    const { axios } = setUp({ anonymous: true });
    axiosRetry(forCommonJs(axios), { retries: 2, retryDelay: () => 1, retryCondition: () => true });
    fake.onApi = (_seen, response) => json(response, fake.apiRequests.length < 3 ? 503 : 200, {});
    await axios.put('/x', () => Buffer.from('body'));
    expect(fake.apiRequests.map(({ body }) => String(body))).toEqual(['body', 'body', 'body']);
  });
});

describe('axios-cache-interceptor', () => {
  it.each([true, false])('answers the second call, and keeps no token (attached first: %p)', async (isFirst) => {
    const { axios, authorizer } = setUp();
    const instance = axios.create();
    if (isFirst) authorizer.attach(instance);
    const storage = buildMemoryStorage();
    setupCache(forCommonJs(instance), { storage, ttl: 60_000, interpretHeader: false });
    if (!isFirst) authorizer.attach(instance);
    await instance.get('/x');
    const { data } = await instance.get<{ ok: boolean }>('/x');
    expect([data.ok, fake.apiRequests.length]).toEqual([true, 1]);
    expect(show(storage.data)).not.toContain('tok-');
  });

  it('does not tell accounts apart, unless the request has an id', async () => {
    const { axios } = setUp({ accounts: { reports: { ...fake.options, clientId: 'reports' } } });
    setupCache(forCommonJs(axios), { ttl: 60_000, interpretHeader: false });
    const asposeAuth = { account: 'reports' };
    await axios.get('/x');
    await axios.get('/x', { asposeAuth });
    expect(fake.apiRequests).toHaveLength(1);
    await axios.get('/x', { asposeAuth, id: 'reports /x' } as object);
    expect(fake.apiRequests).toHaveLength(2);
  });
});

describe('axios-rate-limit', () => {
  it('delays calls, but not the replay of one', async () => {
    const { axios } = setUp();
    const limited = rateLimit(forCommonJs(axios), { maxRequests: 2, perMilliseconds: 300 }) as unknown as AxiosInstance;
    await limited.get('/x');
    fake.revokeAll();
    const startedAt = performance.now();
    await limited.get('/x');
    expect(performance.now() - startedAt).toBeLessThan(250);
    await limited.get('/x');
    const { at } = fake.apiRequests[0]!;
    expect(fake.apiRequests.at(-1)!.at - at).toBeGreaterThan(250);
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([4, 2]);
  });
});

describe('axios-mock-adapter', () => {
  it('gets the token, keeps none in its history, and can be taken off', async () => {
    const { axios } = setUp();
    const mock = new MockAdapter(forCommonJs(axios));
    let seen: unknown;
    mock.onGet('/x').reply((config) => {
      seen = config.headers?.Authorization;
      return [200, {}];
    });
    await axios.get('/x');
    expect(seen).toMatch(/^Bearer tok-/);
    expect(show(mock.history)).not.toContain('tok-');
    mock.restore();
    await axios.get('/x');
    expect(fake.apiRequests).toHaveLength(1);
  });
});

describe('https-proxy-agent', () => {
  let proxy: Server;
  let text: string;
  const sockets = new Set<Socket>();
  beforeEach(async () => {
    text = '';
    proxy = createServer((socket) => {
      sockets.add(socket);
      socket.once('data', (head) => {
        text += String(head);
        const port = Number(/^CONNECT [^:]+:(\d+)/.exec(String(head))?.[1]);
        const onward = connect(port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.on('data', (data) => {
            text += String(data);
          });
          socket.pipe(onward).pipe(socket);
        });
        onward.on('error', () => socket.destroy());
        socket.on('close', () => onward.destroy());
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => proxy.close(resolve));
  });

  it('tunnels token request and calls; the proxy sees neither token nor secret', async () => {
    const front = await tlsFront(fake.url);
    const { port } = proxy.address() as AddressInfo;
    const httpsAgent = new HttpsProxyAgent(`http://127.0.0.1:${port}`) as unknown as HttpsAgent;
    Object.assign(httpsAgent.options, { ca: front.ca });
    const { axios } = setUp({ baseUrl: front.url, http: { httpsAgent, proxy: false } });
    const response = await axios.get('/x');
    const error = await caught(axios.get('/x', { headers: { Authorization: 'none' } }));
    expect([response.status, fake.tokenRequests.length]).toEqual([200, 1]);
    expect(text).toMatch(/^CONNECT /);
    for (const part of [text, show(response), show(error), show(httpsAgent)]) {
      expect([part.includes('tok-'), part.includes(fake.clientSecret)]).toEqual([false, false]);
    }
    httpsAgent.destroy();
    await front.stop();
  });
});

describe('http-proxy-agent', () => {
  it('sends token request and calls to a server of another name, and leaves no token in what it keeps', async () => {
    const seen: string[] = [];
    const proxy = createHttpServer((request, response) => {
      seen.push(String(request.url));
      const { pathname } = new URL(request.url ?? '');
      const { method, headers } = request;
      const onward = sendRequest(`${fake.url}${pathname}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const httpAgent = new HttpProxyAgent(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    const { axios } = setUp({
      baseUrl: 'http://api.test',
      allowInsecureHttp: true,
      http: { httpAgent: httpAgent as unknown as HttpAgent, proxy: false },
    });
    await axios.put('/x', 'body');
    fake.revokeAll();
    const response = await axios.put('/x', 'body');
    const token = 'http://api.test/connect/token';
    expect(seen).toEqual([token, 'http://api.test/x', 'http://api.test/x', token, 'http://api.test/x']);
    expect(fake.apiRequests.map(({ body }) => String(body))).toEqual(['body', 'body', 'body']);
    expect([show(response).includes('tok-'), show(httpAgent).includes('tok-')]).toEqual([false, false]);
    httpAgent.destroy();
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });
});

describe('pino', () => {
  it('logs errors, requests and responses without the token', async () => {
    const lines: string[] = [];
    const { err, req, res, errWithCause } = pino.stdSerializers;
    const serializers = { err: errWithCause, error: err, req, res };
    const logger = pino({ serializers, level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const { axios } = setUp();
    const response = await axios.get('/x');
    fake.onApi = (_seen, answer) => json(answer, 500, {});
    const error = (await caught(axios.get('/x'))) as Error & { request: unknown; response: { request: unknown } };
    logger.error(error);
    logger.error({ err: new Error('outer', { cause: error }), error, req: error.request, res: error.response });
    logger.info({ response: { ...response }, config: response.config, request: response.request });
    expect(lines).toHaveLength(3);
    expect(lines.join('')).toContain('Request failed with status code 500');
    expect([lines.join('').includes('tok-'), lines.join('').includes(fake.clientSecret)]).toEqual([false, false]);
  });
});
