import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { shown } from '../support/shown.js';

let fake: FakeAspose;
let third: FakeAspose;
beforeEach(async () => {
  [fake, third] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
  third.onApi = (_seen, response) => json(response, 401, {});
});
afterEach(() => Promise.all([fake.stop(), third.stop()]));

const setUp = () => authorized(fake.options);
type Client = ReturnType<typeof setUp>['axios'];

describe('H-1 a foreign origin never sees a token', () => {
  const localhost = () => fake.url.replace('127.0.0.1', 'localhost');
  it.each<[string, (client: Client) => Promise<unknown>]>([
    ['an absolute URL over baseURL', (client) => client.get(`${third.url}/x`)],
    ['another baseURL', (client) => client.get('/x', { baseURL: third.url })],
    ['another port', (client) => client.get(`http://127.0.0.1:${new URL(third.url).port}/x`)],
    ['another host name', (client) => client.get(`${localhost()}/x`)],
    [
      'an interceptor that rewrites the URL',
      (client) => {
        client.interceptors.request.use((config) => ({ ...config, baseURL: third.url }));
        return client.get('/x');
      },
    ],
    [
      'an interceptor of before that rewrites the URL',
      (client) => {
        const other = axios.create({ baseURL: fake.url });
        other.interceptors.request.use((config) => ({ ...config, url: `${third.url}/x` }));
        return client.get('/x', { ...other.defaults, baseURL: third.url } as AxiosRequestConfig);
      },
    ],
    ['credentials in the URL', (client) => client.get(`${fake.url.replace('//', '//user:pw@')}/x`)],
    ['asposeAuth: false', (client) => client.get('/x', { asposeAuth: false })],
  ])('%s', async (_what, call) => {
    const { axios: client } = setUp();
    await client.get('/warm-up');
    fake.apiRequests.splice(0);
    await call(client).catch(() => undefined);
    const seen = [...third.apiRequests, ...fake.apiRequests];
    expect(seen).toHaveLength(1);
    expect(seen[0]?.headers.authorization ?? '').not.toContain('Bearer');
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it.each([
    [302, {}],
    [307, {}],
    [308, { beforeRedirect: () => undefined }],
  ])('a %d redirect to another origin, whose 401 costs no token', async (status, config) => {
    fake.onApi = (_seen, response) => void response.writeHead(status, { location: `${third.url}/x` }).end();
    const { axios: client, events } = setUp();
    await expect(client.get('/x', config)).rejects.toMatchObject({ response: { status: 401 } });
    expect(third.apiRequests[0]?.headers).not.toHaveProperty('authorization');
    expect([fake.tokenRequests.length, third.apiRequests.length]).toEqual([1, 1]);
    expect(events.map(({ type }) => type)).not.toContain('request.unauthorized');
  });

  it('a redirect within the origin keeps the token', async () => {
    const answer = fake.onApi;
    fake.onApi = (seen, response) =>
      seen.url === '/x' ? void response.writeHead(302, { location: `${fake.url}/y` }).end() : answer(seen, response);
    const beforeRedirect = jest.fn();
    expect((await setUp().axios.get('/x', { beforeRedirect })).status).toBe(200);
    expect(beforeRedirect).toHaveBeenCalledTimes(1);
  });
});

describe('H-2 nothing that is printed shows the token or the secret', () => {
  const withoutAnswer = (f: FakeAspose) => {
    f.onApi = (_seen, response) => void response.destroy();
  };
  const hanging = (f: FakeAspose) => {
    f.onApi = () => undefined;
  };
  const failing = (status: number) => (f: FakeAspose) => {
    f.onApi = (_seen, response) => json(response, status, { message: 'no' });
  };
  it.each<[string, (f: FakeAspose) => void, AxiosRequestConfig]>([
    ['an answer', () => undefined, {}],
    ['a streamed answer', () => undefined, { responseType: 'stream' }],
    ['an answer as bytes', () => undefined, { responseType: 'arraybuffer' }],
    ['an answer without redirects', () => undefined, { maxRedirects: 0 }],
    ['an answer to an upload', () => undefined, { method: 'put', data: Buffer.alloc(10_000) }],
    ['an answer through fetch', () => undefined, { adapter: 'fetch' }],
    ['an error through fetch', failing(500), { adapter: 'fetch' }],
    ['an error 500', failing(500), {}],
    ['a 401', failing(401), {}],
    ['a 401 that is no error', failing(401), { validateStatus: () => true }],
    ['a streamed error', failing(500), { responseType: 'stream' }],
    ['a broken connection', withoutAnswer, {}],
    ['a broken connection without redirects', withoutAnswer, { maxRedirects: 0 }],
    ['a timeout', hanging, { timeout: 60 }],
    ['an abort', hanging, {}],
    ['an answer that is too large', () => undefined, { maxContentLength: 1 }],
    ['a refused connection', (f) => void f.stop(), {}],
  ])('%s', async (_what, prepare, config) => {
    const { axios: client, tokens } = setUp();
    const { value: token } = await tokens.getToken();
    prepare(fake);
    const signal = AbortSignal.timeout(prepare === hanging && !config.timeout ? 60 : 10_000);
    const outcome: unknown = await client.request({ url: '/x', signal, ...config }).catch((error: unknown) => error);
    const { response, request } = outcome as AxiosError & AxiosResponse;
    const { config: left, cause } = outcome as AxiosError;
    const leaks: string[] = [];
    for (const [name, part] of Object.entries({ outcome, response, request, left, cause })) {
      const text = await shown(part);
      if (text.includes(token.slice(0, 12)) || text.includes(fake.clientSecret)) leaks.push(name);
    }
    expect(leaks).toEqual([]);
    expect(fake.apiRequests.every(({ headers }) => headers.authorization?.startsWith('Bearer '))).toBe(true);
  });

  it('and the caller’s own config, headers and response.config are as it wrote them', async () => {
    const { axios: client } = setUp();
    const config = { headers: { 'x-own': '1' }, params: { a: 1 } };
    const { config: after, headers } = await client.get('/x', config);
    expect(config).toEqual({ headers: { 'x-own': '1' }, params: { a: 1 } });
    expect(after.headers.has('authorization')).toBe(false);
    expect(after.adapter).toEqual(client.defaults.adapter);
    expect(headers).toBeDefined();
  });
});
