import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import { undiciAdapter } from '../../lib/undici/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';
import { isLowest, PAIR } from './adapters.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
  fake.onApi = (_seen, response) => json(response, 200, {});
});
afterEach(() => fake.stop());

/** What the server has seen of a request that was sent by axios' own adapter, and by this one. */
async function seenOf(config: AxiosRequestConfig) {
  for (const { adapter } of PAIR) await axios.create({ baseURL: fake.url, adapter }).request(config);
  const [own, other] = fake.apiRequests.splice(0).map(({ method, url, headers, body }) => {
    return { method, url, headers, body: String(body) };
  });
  return { own, other };
}

describe('a request is the one that axios’ own adapter sends:', () => {
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
    ['odd characters', { url: "/a;b,c:d@e!f$g&h'i(j)*k+l=m~n" }],
    ['params', { url: '/a', params: { b: 'c d', e: [1, 2], f: { g: null, h: 'ü' }, i: undefined, j: new Date(0) } }],
    ['params behind a query', { url: '/a?b=1', params: { "c'": "d'[]" } }],
    ['URLSearchParams', { url: '/a', params: new URLSearchParams('b=c d&b=e') }],
    ['a paramsSerializer', { url: '/a', params: { b: [1, 2] }, paramsSerializer: { indexes: null } }],
    ['a function that serialises', { url: '/a', params: { b: 1 }, paramsSerializer: { serialize: () => 'own=1' } }],
    ['a base with a path', { baseURL: 'BASE/v4.0/', url: '/a' }],
    ['a base with slashes', { baseURL: 'BASE/v4.0///', url: 'a' }],
    ['a base with dots', { baseURL: 'BASE/v4.0/../other', url: 'a' }],
    ['a base with a query', { baseURL: 'BASE/v4.0?x=1', url: 'a' }],
    ['an absolute address', { url: 'BASE/absolute?x=1#y' }],
    ['an absolute address that may be none', { url: 'BASE/absolute', allowAbsoluteUrls: false }],
    ['credentials', { url: '/a', auth: { username: 'ü:', password: 'p' } }],
    [
      'credentials over a header',
      { url: '/a', auth: { username: 'u', password: '' }, headers: { authorization: 'x' } },
    ],
    ['credentials in the address', { baseURL: 'http://us%20er:p%40w@HOST', url: '/a' }],
    ['a method', { method: 'PROPFIND', url: '/a' }],
    ['a body', { method: 'post', url: '/a', data: { b: 'ü' } }],
    ['a body as text', { method: 'patch', url: '/a', data: 'text', headers: { 'content-type': 'text/plain' } }],
    ['a body of GET', { method: 'get', url: '/a', data: { b: 1 } }],
    ['an empty body', { method: 'put', url: '/a', data: '' }],
    ['headers', { url: '/a', headers: { 'X-Own': 'a', 'x-list': ['b', 'c'] as never, 'x-number': 1, 'x-true': true } }],
    [
      'headers that are none',
      { url: '/a', headers: { Accept: false as never, 'X-A': undefined, 'X-B': null as never } },
    ],
    ['no User-Agent', { url: '/a', headers: { 'User-Agent': false as never, 'Accept-Encoding': null as never } }],
    ['an own User-Agent', { url: '/a', headers: { 'user-agent': 'own/1', 'accept-encoding': 'identity' } }],
    ['odd header values', { url: '/a', headers: { 'x-a': 'Größe', 'x-b': 'a\r\nb: c', 'x-c': '日本', 'x-d': ' a\t' } }],
    ['an own Host', { url: '/a', headers: { Host: 'example.com' } }],
    ['a wrong Content-Length of no body', { url: '/a', headers: { 'content-length': undefined } }],
  ];
  // the lowest axios leaves these to Node as they are
  const later = /^(credentials in the address|odd header values)$/;
  it.each(cases.filter(([what]) => !isLowest || !later.test(what)))('%s', async (_what, config) => {
    const place = (text?: string) => text?.replace('BASE', fake.url).replace('HOST', new URL(fake.url).host);
    const { own, other } = await seenOf({ baseURL: fake.url, ...config, ...places(config, place) });
    expect(own).toBeDefined();
    expect(other).toEqual(own);
  });

  function places({ baseURL, url }: AxiosRequestConfig, place: (text?: string) => string | undefined) {
    return { ...(baseURL !== undefined && { baseURL: place(baseURL) }), ...(url !== undefined && { url: place(url) }) };
  }

  it('DELETE and OPTIONS differ in a length that says nothing', async () => {
    for (const method of ['delete', 'options', 'head']) {
      const { own, other } = await seenOf({ url: '/a', method });
      expect(['0', undefined]).toContain(other?.headers['content-length']);
      const aside = { connection: undefined, 'content-length': undefined };
      expect({ ...other, headers: { ...other?.headers, ...aside } }).toEqual({
        ...own,
        headers: { ...own?.headers, ...aside },
      });
    }
  });
});

describe('a request that is none', () => {
  const broken: [string, AxiosRequestConfig][] = [
    ['without an address', {}],
    ['to no address', { url: 'http://' }],
    ['to nothing but slashes', { baseURL: 'http://127.0.0.1', url: '///a' }],
    ['to another protocol', { url: 'ftp://127.0.0.1/x' }],
    ['to a malformed address', { url: 'http:127.0.0.1' }],
    [
      'with params that cannot be serialised',
      { url: 'http://127.0.0.1/', params: { a: 1 }, paramsSerializer: throwing() },
    ],
    ['with a timeout that is no number', { url: 'http://127.0.0.1:9/', timeout: 'soon' as never }],
  ];
  // the lowest axios gives the error of the serialiser no code
  it.each(broken.filter(([what]) => !isLowest || !what.includes('params')))(
    '%s fails as it does with axios’ own adapter',
    async (_what, config) => {
      const [own, other] = await Promise.all(
        PAIR.map(async ({ adapter }) => (await caught(axios.request({ ...config, adapter }))) as Error),
      );
      expect(other?.message).toBeTruthy();
      const { code, config: left } = other as { code?: string; config?: AxiosRequestConfig };
      expect([other?.name, other?.message, code]).toEqual([own?.name, own?.message, (own as { code?: string }).code]);
      if (axios.isAxiosError(own)) expect(left?.url).toBe(config.url);
    },
  );

  function throwing() {
    return {
      serialize: () => {
        throw new Error('no');
      },
    };
  }
});

describe('H-2 what the caller gave', () => {
  it('is not written to: not the headers, not the config', async () => {
    const client = axios.create({ baseURL: fake.url, adapter: undiciAdapter });
    const headers = { 'x-own': '1' };
    const { config } = await client.post('/x', { a: 1 }, { headers });
    expect(headers).toEqual({ 'x-own': '1' });
    expect(config.headers.has('User-Agent')).toBe(false);
  });

  it('may run in the caller’s async context', async () => {
    const { AsyncLocalStorage } = await import('node:async_hooks');
    const storage = new AsyncLocalStorage<number>();
    const { axios: client } = authorized({ ...fake.options, http: { adapter: undiciAdapter } });
    fake.onApi = (seen, response) =>
      seen.url === '/a' ? void response.writeHead(302, { location: '/b' }).end() : json(response, 200, {});
    const heard: unknown[] = [];
    const note = () => heard.push(storage.getStore());
    const one = (id: number) =>
      storage.run(id, async () => {
        await client.post('/a', 'x', { beforeRedirect: note, onUploadProgress: note, onDownloadProgress: note });
      });
    await one(0);
    await sleep(20);
    heard.splice(0);
    await Promise.all([one(1), one(2)]);
    await sleep(20);
    expect(heard.filter((id) => id === 1).length).toBe(heard.filter((id) => id === 2).length);
    expect(heard.filter((id) => id !== 1 && id !== 2)).toEqual([]);
    expect(heard.length).toBeGreaterThanOrEqual(6);
  });
});
