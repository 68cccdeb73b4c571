import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, {
  type AxiosAdapter,
  AxiosError,
  type AxiosRequestConfig,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { Request as UndiciRequest, Response as UndiciResponse, fetch as undiciFetch } from 'undici';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { shown } from '../support/shown.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

const setUp = () => authorized(fake.options);

describe('H-2 wherever an adapter puts the header', () => {
  type Config = InternalAxiosRequestConfig;
  const respond = (config: object, extra: object = {}) =>
    Promise.resolve({ status: 200, statusText: 'OK', headers: {}, data: {}, config: config as Config, ...extra });
  const rejected = (config: object, extra: object = {}) =>
    Promise.reject(new AxiosError('failed', 'ERR', config as Config, extra, undefined));
  const toPlain = (config: Config) => ({ ...config, headers: Object.assign({}, config.headers) });
  const toJson = (config: Config) => ({ ...config, headers: config.headers.toJSON() });

  it.each<[string, AxiosAdapter]>([
    ['a shallow copy of the config', (config) => respond({ ...config })],
    ['a copy with its headers', (config) => respond(toPlain(config))],
    ['a copy with headers of the class', (config) => respond({ ...config, headers: config.headers.concat({}) })],
    ['a copy as axios.toJSON makes it', (config) => respond(toJson(config))],
    [
      'a copy with lists of values',
      (config) => respond({ headers: { authorization: [config.headers.Authorization] } }),
    ],
    ['an error with a copy', (config) => rejected(toPlain(config))],
    [
      'an error with a copy in its response',
      async (config) =>
        Promise.reject(Object.assign(new Error('failed'), { response: await respond(toPlain(config)) })),
    ],
    [
      'an error with copies in itself and in its response',
      async (config) => {
        const response = await respond(toPlain(config));
        throw Object.assign(new Error('failed'), { config: toPlain(config), response });
      },
    ],
    [
      'a request with headers',
      (config) => respond(config, { request: { headers: Object.assign({}, config.headers) } }),
    ],
    ['a request with Headers', (config) => respond(config, { request: { headers: new Headers(toHeaders(config)) } })],
    ['a request with a list', (config) => respond(config, { request: { headers: Object.entries(config.headers) } })],
    ['a Request', (config) => respond(config, { request: new Request(fake.url, { headers: toHeaders(config) }) })],
    [
      'a Request of the package undici',
      (config) => respond(config, { request: new UndiciRequest(fake.url, { headers: toHeaders(config) }) }),
    ],
    [
      'an error with a Request',
      (config) => rejected(config, new UndiciRequest(fake.url, { headers: toHeaders(config) })),
    ],
  ])('%s does not show it', async (_what, adapter) => {
    const { axios: client, tokens } = setUp();
    const { value } = await tokens.getToken();
    const seen: unknown[] = [];
    const outcome: unknown = await client
      .get('/x', {
        adapter: (config) => {
          seen.push(config.headers.Authorization);
          return adapter(config);
        },
      })
      .catch((error: unknown) => error);
    expect(seen).toEqual([`Bearer ${value}`]);
    const { request, config, response } = outcome as AxiosError;
    for (const part of [outcome, request, config, response]) expect(await shown(part)).not.toContain(value);
  });

  const toHeaders = (config: Config) => config.headers.toJSON() as Record<string, string>;

  it.each([
    ['a response', 200],
    ['an error', 500],
  ])('%s of axios’ fetch adapter with the Request of the package undici does not show it', async (_what, status) => {
    const { axios: client, tokens } = setUp();
    fake.onApi = (_seen, response) => json(response, status, {});
    const { value } = await tokens.getToken();
    const env = { fetch: undiciFetch, Request: UndiciRequest, Response: UndiciResponse } as never;
    const outcome: unknown = await client.get('/x', { adapter: 'fetch', env }).catch((error: unknown) => error);
    const { request, response } = outcome as AxiosError;
    for (const part of [outcome, request, response]) expect(await shown(part)).not.toContain(value);
    expect(fake.apiRequests[0]?.headers.authorization).toBe(`Bearer ${value}`);
  });

  const hasHttp2 = Number(axios.VERSION.split('.')[1]) >= 13;
  if (hasHttp2)
    it.each([
      ['a response', 200, {}],
      ['a streamed response', 200, { responseType: 'stream' }],
      ['an error', 500, {}],
      ['a 401', 401, {}],
    ] as [string, number, AxiosRequestConfig][])('%s of HTTP/2 does not show it', async (_what, status, config) => {
      const seen: unknown[] = [];
      const server = createHttp2Server((request, response) => {
        seen.push(request.headers.authorization);
        response.writeHead(status).end('{}');
      });
      const sessions = new Set<{ destroy(): void }>();
      server.on('session', (session) => sessions.add(session));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const http = { httpVersion: 2 } as object;
      const { axios: client } = authorized({ ...fake.options, baseUrl, tokenUrl: `${fake.url}/connect/token`, http });
      const outcome: unknown = await client.get('/x', config).catch((error: unknown) => error);
      const { request, response } = outcome as AxiosError & AxiosResponse;
      expect(seen[0]).toMatch(/^Bearer tok-/);
      for (const part of [outcome, request, response]) expect(await shown(part)).not.toContain('tok-');
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
});
