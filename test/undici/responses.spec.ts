import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import zlib, { brotliCompressSync, createUnzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosError, type AxiosRequestConfig } from 'axios';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { refuseAll, revoked } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';
import { UploadServer } from '../support/upload-server.js';
import { ADAPTERS, NODE_ADAPTERS, type TestedAdapter } from './adapters.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

const bytes = Buffer.concat([randomBytes(100_000), Buffer.alloc(200_000, 'compressible ')]);
const sha = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const setUp = ({ adapter }: TestedAdapter, own: AxiosRequestConfig = {}) =>
  authorized({ ...fake.options, http: { adapter, ...own } as object }).axios;
const toNodeStream = (data: unknown) =>
  (data instanceof ReadableStream ? Readable.fromWeb(data as never) : data) as Readable;

describe.each(ADAPTERS)('H-4 a response by $name', (tested) => {
  const { name, adapter } = tested;

  it('has its status, its status text and its headers', async () => {
    fake.onApi = (_seen, response) => {
      response.writeHead(203, 'Found Elsewhere', [
        ...['content-type', 'text/plain', 'X-Twice', 'a', 'x-twice', 'b', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
        ...['x-odd', Buffer.from('Größe', 'latin1').toString('latin1')],
      ]);
      response.end('text');
    };
    const { status, statusText, headers, data, config } = await setUp(tested).get('/x');
    expect([status, statusText, data]).toEqual([203, 'Found Elsewhere', 'text']);
    expect(headers).toBeInstanceOf(axios.AxiosHeaders);
    expect([headers['content-type'], headers['x-twice'], headers['x-odd']]).toEqual(['text/plain', 'a, b', 'Größe']);
    // fetch joins cookies
    expect(headers['set-cookie']).toEqual(name === 'fetch' ? expect.anything() : ['a=1', 'b=2']);
    expect(config.url).toBe('/x');
  });

  it.each([
    ['json', { ok: true, ü: 1 }],
    ['text', '{"ok":true,"ü":1}'],
  ] as const)('is %s, also after a 401', async (responseType, expected) => {
    const { axios: client } = await revoked(fake, { adapter });
    const respond = fake.onApi;
    fake.onApi = (seen, response) =>
      fake.valid.size ? json(response, 200, { ok: true, ü: 1 }) : respond(seen, response);
    expect((await client.get('/x', { responseType })).data).toEqual(expected);
    expect(fake.apiRequests).toHaveLength(2);
  });

  it.each([0, 1, 70_000, 300_000])('of %d bytes arrives byte for byte', async (size) => {
    fake.onApi = (_seen, response) => void response.end(bytes.subarray(0, size));
    const client = setUp(tested);
    const { data } = await client.get<ArrayBuffer>('/x', { responseType: 'arraybuffer' });
    expect(sha(Buffer.from(data))).toBe(sha(bytes.subarray(0, size)));
    const streamed = await client.get('/x', { responseType: 'stream' });
    expect(sha(await buffer(toNodeStream(streamed.data)))).toBe(sha(bytes.subarray(0, size)));
  });

  it.each([
    ['gzip', gzipSync(bytes)],
    ['deflate', deflateSync(bytes)],
    ['br', brotliCompressSync(bytes)],
  ])('in %s is decoded, buffered and as a stream', async (encoding, encoded) => {
    fake.onApi = (_seen, response) => void response.writeHead(200, { 'content-encoding': encoding }).end(encoded);
    const client = setUp(tested);
    const whole = await client.get<ArrayBuffer>('/x', { responseType: 'arraybuffer' });
    expect(sha(Buffer.from(whole.data))).toBe(sha(bytes));
    const streamed = await client.get('/x', { responseType: 'stream' });
    expect(sha(await buffer(toNodeStream(streamed.data)))).toBe(sha(bytes));
    expect(fake.apiRequests[0]?.headers['accept-encoding']).toContain('gzip');
    if (name !== 'fetch') expect(whole.headers['content-encoding']).toBeUndefined(); // fetch keeps it
  });

  it('that exceeds maxContentLength is an error, compressed or not', async () => {
    const client = setUp(tested, { maxContentLength: 1_000 });
    const message = 'maxContentLength size of 1000 exceeded';
    fake.onApi = (_seen, response) => void response.end(Buffer.alloc(1_001));
    expect(await caught(client.get('/x'))).toMatchObject({ code: 'ERR_BAD_RESPONSE', message });
    fake.onApi = (_seen, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)));
    expect(await caught(client.get('/x'))).toMatchObject({ code: 'ERR_BAD_RESPONSE', message });
    fake.onApi = (_seen, response) => void response.end(Buffer.alloc(1_000));
    expect((await client.get('/x', { responseType: 'arraybuffer' })).status).toBe(200);
  });

  it.each([400, 404, 500, 503])('of %d is an AxiosError that has the response', async (status) => {
    fake.onApi = (_seen, response) => json(response, status, { message: 'no' });
    const error = (await caught(setUp(tested).get('/x'))) as AxiosError;
    expect(axios.isAxiosError(error)).toBe(true);
    expect(error).toMatchObject({
      code: status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE',
      message: `Request failed with status code ${status}`,
      response: { status, data: { message: 'no' } },
      status,
    });
    expect(error.request).toBeDefined();
    expect(error.response?.request).toBe(error.request);
  });

  it('is an error or not as validateStatus decides', async () => {
    fake.onApi = (_seen, response) => json(response, 404, {});
    const client = setUp(tested);
    expect((await client.get('/x', { validateStatus: (status) => status === 404 })).status).toBe(404);
    expect((await client.get('/x', { validateStatus: null })).status).toBe(404);
    await expect(client.get('/x', { validateStatus: () => false })).rejects.toMatchObject({
      response: { status: 404 },
    });
  });

  it('T-11 of 401 as a stream still has its body if the caller gets it', async () => {
    const { axios: client } = await revoked(fake, { adapter });
    refuseAll(fake, 'Basic realm="x"');
    const error = (await caught(client.get('/x', { responseType: 'stream' }))) as AxiosError;
    expect(error).toMatchObject({ asposeAuth: 'not-a-token-problem' });
    expect(await text(toNodeStream(error.response?.data))).toBe('{}');
  });

  it('to HEAD has headers only, and its Content-Encoding is ignored', async () => {
    fake.onApi = (_seen, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': '20', 'x-own': '1' }).end();
    const { status, headers, data } = await setUp(tested).head('/x');
    expect([status, headers['x-own'], data]).toEqual([200, '1', '']);
    fake.onApi = (_seen, response) => void response.writeHead(204, { 'content-encoding': 'gzip' }).end();
    expect((await setUp(tested).get('/x')).status).toBe(204);
  });
});

describe.each(NODE_ADAPTERS)('H-4 a response by $name', (tested) => {
  it('in raw deflate is decoded, too', async () => {
    fake.onApi = (_seen, response) =>
      void response.writeHead(200, { 'content-encoding': 'deflate' }).end(deflateRawSync(bytes));
    const { data } = await setUp(tested).get<Buffer>('/x', { responseType: 'arraybuffer' });
    expect(sha(data)).toBe(sha(bytes));
  });

  it('is not changed with decompress: false or if its encoding is unknown', async () => {
    const client = setUp(tested);
    const encoded = gzipSync(bytes);
    for (const encoding of ['gzip', 'unknown']) {
      fake.onApi = (_seen, response) => void response.writeHead(200, { 'content-encoding': encoding }).end(encoded);
      const config = { responseType: 'arraybuffer', decompress: encoding === 'gzip' ? false : undefined } as const;
      const { data, headers } = await client.get<Buffer>('/x', config);
      expect([sha(data), headers['content-encoding']]).toEqual([sha(encoded), encoding]);
    }
  });

  it('that cannot be decoded is an error that has the response', async () => {
    fake.onApi = (_seen, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip');
    expect(await caught(setUp(tested).get('/x'))).toMatchObject({ code: 'Z_DATA_ERROR', response: { status: 200 } });
  });

  it('is read in responseEncoding, and without a byte order mark', async () => {
    const client = setUp(tested);
    fake.onApi = (_seen, response) => void response.end(Buffer.from('Größe', 'latin1'));
    expect((await client.get('/x', { responseEncoding: 'latin1' })).data).toBe('Größe');
    expect((await client.get('/x', { responseEncoding: 'base64' })).data).toBe('R3L232U=');
    expect(await caught(client.get('/x', { responseEncoding: 'none-such' as never }))).toMatchObject({
      code: 'ERR_UNKNOWN_ENCODING',
    });
    fake.onApi = (_seen, response) => void response.end('\ufeff{"a":1}');
    expect((await client.get('/x')).data).toEqual({ a: 1 });
  });

  it('as a stream fails in the middle if it exceeds maxContentLength', async () => {
    fake.onApi = (_seen, response) => void response.end(bytes);
    const { data } = await setUp(tested).get<Readable>('/x', { responseType: 'stream', maxContentLength: 100_000 });
    expect(await caught(buffer(data))).toMatchObject({ message: 'maxContentLength size of 100000 exceeded' });
  });
});

describe('H-4 zstd by undici', () => {
  const undici = NODE_ADAPTERS.find(({ name }) => name === 'undici')!;
  const withZstd = zlib as unknown as { createZstdDecompress?: unknown };

  it('is decoded where Node can, and left as it is where Node cannot', async () => {
    fake.onApi = (_seen, response) => void response.writeHead(200, { 'content-encoding': 'zstd' }).end(gzipSync(bytes));
    const own = withZstd.createZstdDecompress;
    try {
      withZstd.createZstdDecompress = () => createUnzip(); // stands for that of Node 22.15
      const decoded = await setUp(undici).get<Buffer>('/x', { responseType: 'arraybuffer' });
      expect([sha(decoded.data), decoded.headers['content-encoding']]).toEqual([sha(bytes), undefined]);
      withZstd.createZstdDecompress = undefined;
      const left = await setUp(undici).get<Buffer>('/x', { responseType: 'arraybuffer' });
      expect([sha(left.data), left.headers['content-encoding']]).toEqual([sha(gzipSync(bytes)), 'zstd']);
    } finally {
      if (own === undefined) delete withZstd.createZstdDecompress;
      else withZstd.createZstdDecompress = own;
    }
  });
});

describe('T-9 a source that is destroyed while the response streams', () => {
  it('ends the response with ERR_CANCELED by undici', async () => {
    const { adapter } = NODE_ADAPTERS.find(({ name }) => name === 'undici')!;
    const server = await UploadServer.start();
    server.onHead = (request, response) => {
      request.once('data', () => response.writeHead(200).write('the beginning'));
    };
    let sent = false;
    const source = new Readable({
      read() {
        if (!sent) this.push('x');
        sent = true;
      },
    });
    const { data } = await axios.post<Readable>(`${server.url}/x`, source, { adapter, responseType: 'stream' });
    setTimeout(() => source.destroy(), 20);
    expect(await caught(text(data))).toMatchObject({
      code: 'ERR_CANCELED',
      message: 'Request stream has been aborted',
    });
    await server.stop();
  });
});
