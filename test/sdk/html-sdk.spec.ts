import { createReadStream, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import html from '@asposecloud/aspose-html-cloud';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSdk } from '../../lib/sdk/create-sdk.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { type Any, fileWith } from '../support/sdks.js';

let fake: FakeAspose;

beforeEach(async () => {
  fake = await FakeAspose.start();
});

afterEach(() => fake.stop());

const create = (sdk: Any, options: object = {}): Promise<Any> =>
  createSdk(authorized({ ...fake.options, ...options }).account, sdk);

const getError = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Any,
  );

/** Calls a method with a callback, and returns what the callback got. */
const call = (api: Any, method: string, ...args: unknown[]): Promise<unknown[]> =>
  new Promise((resolve) => {
    api[method](...args, (...values: unknown[]) => resolve(values));
  });

const isValid = (received: Any) => fake.valid.has(received.headers.authorization?.slice(7) ?? '');
const getPath = ({ url }: { url: string }) => url.replace(/\?.*/, '');

describe('the SDK of Aspose.HTML', () => {
  it.each(['StorageApi', 'ConversionApi', 'VectorizationApi'])(
    'S-1 creates a %s without a token request, and leaves its ApiClient.instance alone',
    async (name) => {
      const { instance } = html.ApiClient;
      const api = await create(html[name]);
      expect(api).toBeInstanceOf(html[name]);
      expect(html.ApiClient.instance).toBe(instance);
      expect(api.apiClient).not.toBe(instance);
      expect(instance.defaultHeaders).toBeUndefined();
      expect(fake.tokenRequests).toHaveLength(0);
    },
  );

  it('S-1 can be created by a factory', async () => {
    const useFactory = ({ baseUrl }: Any) => new html.StorageApi({ basePath: `${baseUrl}/v4.0` });
    const api = await create({ sdk: html.StorageApi, useFactory });
    await api.getDiscUsage({});
    expect(fake.apiRequests.map(isValid)).toEqual([true]);
  });

  it('S-1 calls back once, with error, data and response, as the SDK does', async () => {
    fake.onApi = (_received, response) => json(response, 200, { usedSize: 1, totalSize: 2 });
    const api = await create(html.StorageApi);
    const [error, data, response] = (await call(api, 'getDiscUsage', {})) as Any[];
    expect([error, data.usedSize, response.status]).toEqual([null, 1, 200]);
    fake.onApi = (_received, response) => json(response, 404, { error: { code: 'ErrorItemNotFound' } });
    const [missing, , answer] = (await call(api, 'downloadFile', 'x', {})) as Any[];
    expect([missing.status, answer.status]).toEqual([404, 404]);
  });

  it('S-1 throws as the SDK does if an argument is missing, and rejects without a callback', async () => {
    const api = await create(html.StorageApi);
    expect(() => api.uploadFile(null, null, {}, () => undefined)).toThrow(/Missing the required parameter/);
    expect(await getError(api.uploadFile(null, null, {}))).toMatch(/Missing the required parameter/);
    expect(fake.apiRequests).toHaveLength(0);
  });

  it('H-3 a 401 of a callback is followed by one more call; a stream is sent again from what is kept', async () => {
    const api = await create(html.StorageApi);
    await api.getDiscUsage({});
    fake.revokeAll();
    const stream = Object.assign(Readable.from([Buffer.from('one'), Buffer.from('two')]), { path: '/a/name.html' });
    const [error] = await call(api, 'uploadFile', '/', stream, {});
    expect(error).toBeNull();
    const [first, second] = fake.apiRequests.slice(1).map(({ body }) => body.toString().replace(/-{10,}\w+/g, ''));
    expect(first).toMatch(/filename="name\.html"[\s\S]*onetwo/);
    expect(second).toBe(first);
    expect(fake.tokenRequests).toHaveLength(2);
  });

  it('H-4 a stream beyond the budget is not sent again', async () => {
    const api = await create(html.StorageApi, { replayBufferBytes: 10 });
    await api.getDiscUsage({});
    fake.revokeAll();
    const [error] = (await call(api, 'uploadFile', '/', Readable.from([Buffer.alloc(100)]), {})) as Any[];
    expect(error).toMatchObject({ status: 401, asposeAuth: 'body-not-replayable' });
    expect(error.message).toMatch(/^StorageApi\.uploadFile: /);
  });

  it('S-3 a file that is missing fails the call, not the process', async () => {
    const api = await create(html.StorageApi);
    await api.getDiscUsage({});
    expect(await getError(api.uploadFile('/', createReadStream('/missing/file'), {}))).toMatchObject({
      code: 'ENOENT',
    });
  });

  it('H-1 sends nothing to another origin, and follows no redirects', async () => {
    const other = await FakeAspose.start();
    fake.onApi = (_received, response) => void response.writeHead(302, { location: `${other.url}/x` }).end();
    const api = await create(html.StorageApi);
    expect(await getError(api.getDiscUsage({}))).toMatchObject({ status: 302 });
    api.apiClient.basePath = `${other.url}/v4.0`;
    expect(String(await getError(api.getDiscUsage({})))).toMatch(/StorageApi\.getDiscUsage: .*origin is not allowed/);
    expect(other.apiRequests).toHaveLength(0);
    await other.stop();
  });

  it('S-1 an application may use the client of an object itself', async () => {
    const { apiClient } = await create(html.StorageApi);
    const call = (...rest: unknown[]) =>
      apiClient.callApi('/html/x', 'GET', {}, {}, {}, {}, null, [], [], Object, ...rest);
    await new Promise((resolve) => call(resolve));
    call();
    expect(fake.apiRequests.map(isValid)).toEqual([true]);
  });
});

describe('ConversionApi of Aspose.HTML', () => {
  const source = () => fileWith(Buffer.from('<p>'), 'page.html');
  const target = () => join(mkdtempSync(join(tmpdir(), 'aspose-auth-')), 'page.pdf');

  /** A service that converts at once. Tokens are valid for one request each. */
  const convert = (received: Any, response: Any): void => {
    if (!isValid(received)) {
      json(response, 401, {});
      return;
    }
    fake.revokeAll();
    const path = getPath(received);
    if (path !== '/v4.0/html/file') json(response, 200, { id: 'job', status: 'completed', file: '/page.pdf' });
    else if (received.method === 'POST') json(response, 200, { uploaded: ['/page.html'], errors: [] });
    else response.writeHead(200).end('%PDF');
  };

  it('S-3 replays each of its requests, and none of the others', async () => {
    fake.onApi = convert;
    const api = await create(html.ConversionApi);
    const file = target();
    const [error, data] = (await call(api, 'convertLocalToLocal', source(), file, {})) as Any[];
    expect([error, data.file, readFileSync(file, 'utf8')]).toEqual([null, file, '%PDF']);
    const ok = [
      'POST /v4.0/html/file',
      'POST /v4.0/html/conversion/html-pdf',
      'GET /v4.0/html/conversion/job',
      'GET /v4.0/html/file',
    ];
    const seen = fake.apiRequests.map((received) => `${received.method} ${getPath(received)}`);
    expect(seen).toEqual([ok[0], ...ok.slice(1).flatMap((request) => [request, request])]);
    expect(fake.tokenRequests).toHaveLength(4);
  });

  it.each([
    'POST /v4.0/html/file',
    'POST /v4.0/html/conversion/html-pdf',
    'GET /v4.0/html/conversion/job',
    'GET /v4.0/html/file',
  ])('S-3 calls back with the error of a request that fails, instead of ending the process: %s', async (failing) => {
    fake.onApi = (received, response) => {
      const isFailing = `${received.method} ${getPath(received)}` === failing;
      return isFailing ? json(response, 404, { error: {} }) : convert(received, response);
    };
    const api = await create(html.ConversionApi);
    const [error] = (await call(api, 'convertLocalToLocal', source(), target(), {})) as Any[];
    expect(error).toMatchObject({ status: 404 });
  });

  it('S-2 calls back with the reason if there is no token', async () => {
    fake.onToken = (_received, response) => json(response, 400, { error: 'invalid_client' });
    const api = await create(html.ConversionApi);
    const [error] = (await call(api, 'convertLocalToStorage', source(), '/page.pdf', '', {})) as Any[];
    expect(error).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
  });

  it('S-3 calls back if the job failed, or if the source is missing', async () => {
    fake.onApi = (_received, response) => json(response, 200, { id: 'job', status: 'faulted' });
    const api = await create(html.ConversionApi);
    const failed = (await call(api, 'convertStorageToStorage', '/page.html', '/page.pdf', '', {})) as Any[];
    expect(String(failed[0])).toMatch(/status is faulted/);
    const missing = (await call(api, 'convertLocalToStorage', '/missing/page.html', '/page.pdf', '', {})) as Any[];
    expect(missing[0]).toMatchObject({ code: 'ENOENT' });
  });

  it('S-1 vectorises', async () => {
    fake.onApi = convert;
    const image = fileWith(Buffer.from('x'), 'image.png');
    writeFileSync(image, 'png');
    const api = await create(html.VectorizationApi);
    expect(await api.vectorizeLocalToStorage(image, '/image.svg', '', {})).toMatchObject({ status: 'completed' });
  });
});
