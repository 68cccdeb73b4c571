import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import { undiciAdapter } from '../../lib/undici/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';
import { PAIR } from './adapters.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
  fake.onApi = (_seen, response) => json(response, 200, {});
});
afterEach(() => fake.stop());

/** Returns what the server received from axios' http adapter and from this adapter for the same request. */
async function sendWithBoth(config: AxiosRequestConfig) {
  for (const { adapter } of PAIR) await axios.create({ baseURL: fake.url, adapter }).request(config);
  const [expected, actual] = fake.apiRequests.splice(0).map(({ method, url, headers, body }) => {
    return { method, url, headers, body: String(body) };
  });
  return { expected, actual };
}

describe('a request is identical to that of axios’ http adapter:', () => {
  const cases: [string, AxiosRequestConfig][] = [
    ['a path', { url: '/v4.0/words/a.docx' }],
    ['a path without a slash', { url: 'v4.0/words' }],
    ['no path', {}],
    ['an empty path', { url: '' }],
    ['a slash', { url: '/' }],
    ['an escaped path', { url: `/words/${encodeURIComponent('Größe 1/2.docx')}` }],
    ['a path that is not escaped', { url: '/words/Größe 1"<>\\^`{|}.docx' }],
    ['dots', { url: '/a/../b/./c/%2e%2e/d' }],
    ['empty segments', { url: '/a//b///c' }],
    ['a query', { url: "/a?b=c d&e='f'" }],
    ['a fragment', { url: '/a#b', params: { c: 1 } }],
    ['special characters', { url: "/a;b,c:d@e!f$g&h'i(j)*k+l=m~n" }],
    ['params', { url: '/a', params: { b: 'c d', e: [1, 2], f: { g: null, h: 'ü' }, i: undefined, j: new Date(0) } }],
    ['params after a query', { url: '/a?b=1', params: { "c'": "d'[]" } }],
    ['URLSearchParams', { url: '/a', params: new URLSearchParams('b=c d&b=e') }],
    ['a paramsSerializer', { url: '/a', params: { b: [1, 2] }, paramsSerializer: { indexes: null } }],
    ['a serialize function', { url: '/a', params: { b: 1 }, paramsSerializer: { serialize: () => 'own=1' } }],
    ['a base with a path', { baseURL: 'BASE/v4.0/', url: '/a' }],
    ['a base with slashes', { baseURL: 'BASE/v4.0///', url: 'a' }],
    ['a base with dots', { baseURL: 'BASE/v4.0/../other', url: 'a' }],
    ['a base with a query', { baseURL: 'BASE/v4.0?x=1', url: 'a' }],
    ['an absolute address', { url: 'BASE/absolute?x=1#y' }],
    ['an absolute address with allowAbsoluteUrls: false', { url: 'BASE/absolute', allowAbsoluteUrls: false }],
    ['credentials', { url: '/a', auth: { username: 'ü:', password: 'p' } }],
    [
      'credentials over a header',
      { url: '/a', auth: { username: 'u', password: '' }, headers: { authorization: 'x' } },
    ],
    ['credentials in the address', { baseURL: 'http://us%20er:p%40w@HOST', url: '/a' }],
    ['a method', { method: 'PROPFIND', url: '/a' }],
    ['a body', { method: 'post', url: '/a', data: { b: 'ü' } }],
    ['a body as text', { method: 'patch', url: '/a', data: 'text', headers: { 'content-type': 'text/plain' } }],
    ['a body with GET', { method: 'get', url: '/a', data: { b: 1 } }],
    ['an empty body', { method: 'put', url: '/a', data: '' }],
    ['headers', { url: '/a', headers: { 'X-Own': 'a', 'x-list': ['b', 'c'] as never, 'x-number': 1, 'x-true': true } }],
    [
      'headers that are unset',
      { url: '/a', headers: { Accept: false as never, 'X-A': undefined, 'X-B': null as never } },
    ],
    ['no User-Agent', { url: '/a', headers: { 'User-Agent': false as never, 'Accept-Encoding': null as never } }],
    ['a custom User-Agent', { url: '/a', headers: { 'user-agent': 'own/1', 'accept-encoding': 'identity' } }],
    [
      'invalid header values',
      { url: '/a', headers: { 'x-a': 'Größe', 'x-b': 'a\r\nb: c', 'x-c': '日本', 'x-d': ' a\t' } },
    ],
    ['a custom Host', { url: '/a', headers: { Host: 'example.com' } }],
    ['a wrong Content-Length of no body', { url: '/a', headers: { 'content-length': undefined } }],
  ];
  it.each(cases)('%s', async (_what, config) => {
    const place = (text?: string) => text?.replace('BASE', fake.url).replace('HOST', new URL(fake.url).host);
    const { expected, actual } = await sendWithBoth({ baseURL: fake.url, ...config, ...places(config, place) });
    expect(expected).toBeDefined();
    expect(actual).toEqual(expected);
  });

  function places({ baseURL, url }: AxiosRequestConfig, place: (text?: string) => string | undefined) {
    return { ...(baseURL !== undefined && { baseURL: place(baseURL) }), ...(url !== undefined && { url: place(url) }) };
  }

  it('DELETE and OPTIONS differ only in a Content-Length of 0', async () => {
    for (const method of ['delete', 'options', 'head']) {
      const { expected, actual } = await sendWithBoth({ url: '/a', method });
      expect(['0', undefined]).toContain(actual?.headers['content-length']);
      const ignored = { connection: undefined, 'content-length': undefined };
      expect({ ...actual, headers: { ...actual?.headers, ...ignored } }).toEqual({
        ...expected,
        headers: { ...expected?.headers, ...ignored },
      });
    }
  });
});

describe('an invalid request', () => {
  const broken: [string, AxiosRequestConfig][] = [
    ['without a URL', {}],
    ['to an empty host', { url: 'http://' }],
    ['to a path that starts with slashes', { baseURL: 'http://127.0.0.1', url: '///a' }],
    ['to another protocol', { url: 'ftp://127.0.0.1/x' }],
    ['to a malformed URL', { url: 'http:127.0.0.1' }],
    [
      'with params that cannot be serialized',
      { url: 'http://127.0.0.1/', params: { a: 1 }, paramsSerializer: throwing() },
    ],
    ['with a timeout that is not a number', { url: 'http://127.0.0.1:9/', timeout: 'soon' as never }],
  ];
  it.each(broken)('%s fails as with axios’ http adapter', async (_what, config) => {
    const [expected, actual] = await Promise.all(
      PAIR.map(async ({ adapter }) => (await caught(axios.request({ ...config, adapter }))) as Error),
    );
    expect(actual?.message).toBeTruthy();
    const { code, config: left } = actual as { code?: string; config?: AxiosRequestConfig };
    expect([actual?.name, actual?.message, code]).toEqual([
      expected?.name,
      expected?.message,
      (expected as { code?: string }).code,
    ]);
    if (axios.isAxiosError(expected)) expect(left?.url).toBe(config.url);
  });

  function throwing() {
    return {
      serialize: () => {
        throw new Error('no');
      },
    };
  }
});

describe('H-2 the caller’s config', () => {
  it('is not modified, nor are its headers', async () => {
    const client = axios.create({ baseURL: fake.url, adapter: undiciAdapter });
    const headers = { 'x-own': '1' };
    const { config } = await client.post('/x', { a: 1 }, { headers });
    expect(headers).toEqual({ 'x-own': '1' });
    expect(config.headers.has('User-Agent')).toBe(false);
  });

  it('has listeners that run in the caller’s async context', async () => {
    const { AsyncLocalStorage } = await import('node:async_hooks');
    const storage = new AsyncLocalStorage<number>();
    const { axios: client } = authorized({ ...fake.options, http: { adapter: undiciAdapter } });
    fake.onApi = (seen, response) =>
      seen.url === '/a' ? void response.writeHead(302, { location: '/b' }).end() : json(response, 200, {});
    const contexts: unknown[] = [];
    const note = () => contexts.push(storage.getStore());
    const one = (id: number) =>
      storage.run(id, async () => {
        await client.post('/a', 'x', { beforeRedirect: note, onUploadProgress: note, onDownloadProgress: note });
      });
    await one(0);
    await sleep(20);
    contexts.splice(0);
    await Promise.all([one(1), one(2)]);
    await sleep(20);
    expect(contexts.filter((id) => id === 1).length).toBe(contexts.filter((id) => id === 2).length);
    expect(contexts.filter((id) => id !== 1 && id !== 2)).toEqual([]);
    expect(contexts.length).toBeGreaterThanOrEqual(6);
  });
});
