import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axiosRoot, { type AxiosRequestConfig, type AxiosStatic } from 'axios';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { caught } from '../support/promises.js';

const require = createRequire(import.meta.url);
/** With classes of their own, like the copy of an application beside that of another @nestjs/axios. */
const COPIES: [string, AxiosStatic][] = [
  ['the copy of @nestjs/axios', axiosRoot],
  ['the CommonJS build', require('axios') as AxiosStatic],
  ['the lowest axios', require('axios-lowest') as AxiosStatic],
];

let fake: FakeAspose;
let other: Server;
let received: string[];
beforeEach(async () => {
  fake = await FakeAspose.start();
  received = [];
  other = createServer(({ method, url, rawHeaders, httpVersion }, response) => {
    received.push(JSON.stringify([method, url, rawHeaders, httpVersion]));
    response.end('{}');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  other.closeAllConnections();
  await new Promise((resolve) => other.close(resolve));
  await fake.stop();
});

const HEADERS = { 'User-Agent': null, 'Accept-Encoding': false, 'X-Own': '1' } as unknown as Record<string, string>;

describe.each(COPIES)('H-7 an instance of %s', (_what, copy) => {
  const setUp = (isRoot = false) => {
    const parts = authorized(fake.options);
    const instance = isRoot ? copy : copy.create();
    return { ...parts, instance, detach: parts.authorizer.attach(instance) };
  };

  it.each([
    ['created', false],
    ['root', true],
  ])('%s: requests are authorised and replayed by its own adapter', async (_kind, isRoot) => {
    const { instance, detach } = setUp(isRoot);
    const url = `${fake.url}/x`;
    await instance.get(url);
    fake.revokeAll();
    const { status, config } = await instance.put(url, { a: 1 }, { headers: HEADERS });
    detach();
    expect([status, fake.tokenRequests.length, fake.apiRequests.length]).toEqual([200, 2, 3]);
    const { headers, body } = fake.apiRequests.at(-1)!;
    expect(headers).toMatchObject({ 'x-own': '1', 'content-type': 'application/json' });
    expect([headers['user-agent'], headers['accept-encoding']]).toEqual([undefined, undefined]);
    expect(String(body)).toBe('{"a":1}');
    expect([config.url, config.headers.has('Authorization'), config.data]).toEqual([url, false, '{"a":1}']);
    expect(config.adapter).toEqual(instance.defaults.adapter);
    const plain = await caught(instance.get(url));
    expect(plain).toMatchObject({ response: { status: 401 } });
  });

  it.each<[string, (fake: FakeAspose) => void, AxiosRequestConfig | (() => AxiosRequestConfig)]>([
    ['a status', (f) => (f.onApi = (_seen, response) => json(response, 500, {})), {}],
    ['a 401', (f) => (f.onApi = (_seen, response) => json(response, 401, {})), {}],
    ['a broken connection', (f) => (f.onApi = (_seen, response) => void response.destroy()), {}],
    ['a timeout', (f) => (f.onApi = () => undefined), { timeout: 40 }],
    ['a timeout while waiting for a token', (f) => (f.onToken = () => undefined), { timeout: 40 }],
    [
      'an abort while waiting for a token',
      (f) => (f.onToken = () => undefined),
      () => ({ signal: AbortSignal.timeout(40) }),
    ],
    [
      'an abort while a stream arrives',
      (f) => (f.onApi = (_seen, response) => void response.writeHead(200).write('a')),
      () => ({ responseType: 'stream', signal: AbortSignal.timeout(40) }),
    ],
  ])('%s is an error of its own class, without the token', async (_kind, prepare, options) => {
    const config = typeof options === 'function' ? options() : options;
    const { instance, tokens } = setUp();
    prepare(fake);
    const response = instance.get(`${fake.url}/x`, config);
    const error = await caught(
      config.responseType === 'stream' ? response.then(({ data }) => readAll(data)) : response,
    );
    expect(error).toBeInstanceOf(copy.AxiosError);
    expect(copy.isCancel(error)).toBe(config.signal !== undefined);
    if (config.signal) expect(error).toBeInstanceOf(copy.CanceledError);
    const { value = 'none' } = tokens.current() ?? {};
    expect(inspect(error, { depth: 12, showHidden: true })).not.toContain(value);
  });

  it.each<[string, AxiosRequestConfig]>([
    ['get', {}],
    ['headers that are switched off', { headers: HEADERS }],
    ['an upload', { method: 'put', data: { a: [1] }, params: { b: 2 } }],
    ['a form', { method: 'post', data: new URLSearchParams('a=b') }],
    ['an upload without a body', { method: 'post' }],
    ['an upload without a type', { method: 'post', data: 'x', headers: { 'Content-Type': false } }],
    ['Basic credentials', { auth: { username: 'u', password: 'p' } }],
    ['a header named like a method', { headers: { Get: 'x', Common: 'y' } }],
    [
      'a transformation',
      { method: 'post', data: { a: 1 }, transformRequest: [(data: object) => `${JSON.stringify(data)}!`] },
    ],
    ['an adapter by name', { adapter: 'http' }],
  ])('%s to another origin is sent as without the interceptor', async (_kind, config) => {
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/y`;
    const { instance } = setUp();
    const plain = copy.create();
    const [without, attached] = [await plain.request({ url, ...config }), await instance.request({ url, ...config })];
    expect(received[1]).toBe(received[0]);
    expect(attached.data).toEqual(without.data);
    expect(Object.keys(attached.config).sort()).toEqual(Object.keys(without.config).sort());
    expect(Object.entries(attached.config.headers)).toEqual(Object.entries(without.config.headers));
  });

  it('keeps the functions of a request: transformations once, validateStatus, a body from a function', async () => {
    const { instance } = setUp();
    const calls: string[] = [];
    const record = (name: string, body: unknown) => {
      calls.push(name);
      return body;
    };
    fake.revokeAll();
    const { data, status } = await instance.post(`${fake.url}/x`, () => Readable.from(['abc']), {
      transformRequest: (body: unknown) => record('request', body),
      transformResponse: (body: unknown) => record('response', body),
      validateStatus: () => true,
    });
    expect([calls, status, typeof data]).toEqual([['request', 'response'], 200, 'string']);
    expect(String(fake.apiRequests.at(-1)?.body)).toBe('abc');
  });
});

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const chunk of stream) String(chunk);
}
