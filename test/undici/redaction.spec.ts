import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { Agent } from 'undici';
import { undiciAdapter } from '../../lib/undici/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { tlsFront } from '../support/tls.js';
import { ADAPTERS } from './adapters.js';

let fake: FakeAspose;
let third: FakeAspose;
beforeEach(async () => {
  [fake, third] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
  third.onApi = (_seen, response) => json(response, 200, {});
});
afterEach(() => Promise.all([fake.stop(), third.stop()]));

/** Returns the names of the parts that show a token or the secret when printed. */
function findLeaks(outcome: unknown): string[] {
  const { response, request, data, cause, config } = outcome as AxiosError & AxiosResponse;
  const parts = { outcome, response, request, data, cause, config, requestOfResponse: response?.request as unknown };
  return Object.entries(parts)
    .filter(([, part]) => {
      const printed = [false, true].map((showHidden) =>
        inspect(part, { depth: 12, showHidden, maxArrayLength: null, maxStringLength: null }),
      );
      printed.push(...[JSON.stringify, String].map((print) => tryPrint(print, part)));
      return printed.some((text) => /tok-[\da-f]{4}/.test(text) || text.includes(fake.clientSecret));
    })
    .map(([name]) => name);
}

function tryPrint(print: (value: unknown) => unknown, value: unknown): string {
  try {
    return String(print(value));
  } catch {
    return ''; // circular: nothing was printed
  }
}

const failing = (status: number) => (f: FakeAspose) => {
  f.onApi = (_seen, response) => json(response, status, { message: 'no' });
};
const breaking = (f: FakeAspose) => {
  f.onApi = (_seen, response) => void response.destroy();
};
const breakingLate = (f: FakeAspose) => {
  f.onApi = (_seen, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('abc');
    setTimeout(() => response.destroy(), 10);
  };
};
const hanging = (f: FakeAspose) => {
  f.onApi = () => undefined;
};
const redirecting = (to: () => string) => (f: FakeAspose) => {
  const respond = f.onApi;
  f.onApi = (seen, response) =>
    seen.url === '/x' ? void response.writeHead(307, { location: to() }).end() : respond(seen, response);
};
const upload = () => Readable.from([Buffer.alloc(100_000)]);

const CASES: [string, (f: FakeAspose) => void, AxiosRequestConfig][] = [
  ['a response', () => undefined, {}],
  ['a streamed response', () => undefined, { responseType: 'stream' }],
  ['a response as bytes', () => undefined, { responseType: 'arraybuffer' }],
  ['a response without redirects', () => undefined, { maxRedirects: 0 }],
  ['a response to an upload', () => undefined, { method: 'put', data: Buffer.alloc(10_000) }],
  ['a response to an upload of a stream', () => undefined, { method: 'put', data: upload }],
  ['a response after a redirect', redirecting(() => '/y'), {}],
  ['a response of another origin after a redirect', redirecting(() => `${third.url}/y`), {}],
  ['a redirect that failed', redirecting(() => 'http://'), {}],
  ['too many redirects', redirecting(() => '/x'), { maxRedirects: 1 }],
  ['an error 500', failing(500), {}],
  ['a 401', failing(401), {}],
  ['a 401 that is not an error', failing(401), { validateStatus: () => true }],
  ['a replay', (f) => f.revokeAll(), {}],
  ['a streamed error', failing(500), { responseType: 'stream' }],
  ['a broken connection', breaking, {}],
  ['a response that breaks off', breakingLate, {}],
  ['a timeout', hanging, { timeout: 60 }],
  ['an abort', hanging, {}],
  ['a response that is too large', () => undefined, { maxContentLength: 1 }],
  ['an upload that is too large', () => undefined, { method: 'put', data: upload, maxBodyLength: 10 }],
  ['an invalid header', () => undefined, { headers: { connection: 'a b' } }],
  ['a refused connection', (f) => void f.stop(), {}],
];

describe.each(ADAPTERS)('H-2 printing does not show the token by $name:', ({ name, adapter }) => {
  // axios' adapters send a `Connection` of two words, and the limits of its fetch adapter do not apply to streams
  const cases = CASES.filter(([what]) => name === 'undici' || (what !== 'an invalid header' && name === 'http'));
  const chosen = name === 'fetch' ? CASES.filter(([what]) => /^(a response|an error)/.test(what)) : cases;

  it.each(chosen)('%s', async (_what, prepare, config) => {
    const { axios: client, tokens } = authorized({ ...fake.options, http: { adapter } });
    await tokens.getToken();
    prepare(fake);
    const signal = AbortSignal.timeout(prepare === hanging && !config.timeout ? 60 : 10_000);
    const outcome: unknown = await client.request({ url: '/x', signal, ...config }).catch((error: unknown) => error);
    expect(findLeaks(outcome)).toEqual([]);
    const { data } = outcome as AxiosResponse<unknown>;
    if (data instanceof Readable) expect(await text(data)).toContain('ok');
    expect(findLeaks(outcome)).toEqual([]);
    expect(fake.apiRequests.every(({ headers }) => headers.authorization?.startsWith('Bearer '))).toBe(true);
  });
});

describe('H-2 by undici', () => {
  it('printing a stream that fails late does not show the token', async () => {
    breakingLate(fake);
    const { axios: client } = authorized({ ...fake.options, http: { adapter: undiciAdapter } });
    for (const config of [{}, { maxContentLength: 1 }]) {
      const response = await client.get<Readable>('/x', { responseType: 'stream', ...config });
      const failed: unknown = await text(response.data).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(Error);
      expect([findLeaks(response), findLeaks(failed)]).toEqual([[], []]);
    }
  });

  it('printing a response over TLS, or its dispatcher, does not show the token', async () => {
    const front = await tlsFront(fake.url);
    const dispatcher = new Agent({ connect: { ca: front.ca } });
    const http = { adapter: undiciAdapter, dispatcher };
    const tokenUrl = `${fake.url}/connect/token`;
    const { axios: client } = authorized({ ...fake.options, baseUrl: front.url, tokenUrl, http });
    const response = await client.get('/x');
    const streamed = await client.get<Readable>('/x', { responseType: 'stream' });
    expect(await text(streamed.data)).toContain('ok');
    expect([findLeaks(response), findLeaks(streamed), findLeaks({ data: dispatcher })]).toEqual([[], [], []]);
    await dispatcher.close();
    await front.stop();
  });

  it('printing a request does not show the caller’s own credentials', async () => {
    const auth = { username: 'u', password: 'tok-0000' };
    fake.onApi = (_seen, response) => json(response, 200, {});
    const { request } = await axios.get(fake.url, { adapter: undiciAdapter, auth });
    expect(findLeaks({ request })).toEqual([]);
    expect(inspect(request, { depth: 12, showHidden: true })).not.toContain(
      Buffer.from('u:tok-0000').toString('base64'),
    );
  });
});
