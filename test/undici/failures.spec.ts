import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosError } from 'axios';
import { Agent } from 'undici';
import { undiciAdapter } from '../../lib/undici/index.js';
import { caught } from '../support/token-harness.js';
import { NODE_ADAPTERS } from './adapters.js';
import { type RawServer, rawServer } from './raw-server.js';

let server: RawServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const answering = async (text: string, thenEnd = true) => {
  server = await rawServer((socket) => {
    socket.write(text);
    if (thenEnd) socket.end();
  });
  return server.url;
};
/** An address where nobody listens. */
async function closedPort(): Promise<string> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  listener.close();
  await once(listener, 'close');
  return `http://127.0.0.1:${port}`;
}
const HEAD = 'HTTP/1.1 200 OK\r\n';

describe.each(NODE_ADAPTERS)('a failure by $name', ({ name, adapter }) => {
  const client = axios.create({ adapter });
  const failing = async (url: string) => (await caught(client.get(url))) as AxiosError;

  const cases: [string, () => Promise<string>, object][] = [
    [
      'a refused connection',
      closedPort,
      { code: 'ECONNREFUSED', message: expect.stringMatching(/^connect ECONNREFUSED/) },
    ],
    [
      'a name that is none',
      () => Promise.resolve('http://nobody.invalid'),
      { code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) },
    ],
    ['a hang-up', () => answering(''), { code: 'ECONNRESET', message: 'socket hang up' }],
    [
      'a hang-up in the head',
      () => answering(`${HEAD}content-`),
      { code: expect.stringMatching(/^(ECONNRESET|HPE_INVALID_EOF_STATE)$/) },
    ],
    [
      'a hang-up in the body',
      () => answering(`${HEAD}content-length: 10\r\n\r\nabc`),
      {
        name: 'AxiosError',
        code: 'ERR_BAD_RESPONSE',
        message: 'stream has been aborted',
        response: { status: 200 },
      },
    ],
    [
      'a hang-up in a chunked body',
      () => answering(`${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nabc`),
      { code: 'ERR_BAD_RESPONSE', message: 'stream has been aborted' },
    ],
    ['no HTTP', () => answering('SSH-2.0-OpenSSH\r\n\r\n'), { code: expect.stringMatching(/^HPE_/) }],
    ['a status that is none', () => answering('HTTP/1.1 abc OK\r\n\r\n'), { code: 'HPE_INVALID_STATUS' }],
    [
      'a malformed header',
      () => answering(`${HEAD}bad header\r\n\r\n`),
      { code: expect.stringMatching(/^HPE_INVALID/) },
    ],
    [
      'two lengths',
      () => answering(`${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\na`),
      { code: expect.stringMatching(/^HPE_/) },
    ],
    ['a huge head', () => answering(`${HEAD}x-huge: ${'x'.repeat(40_000)}\r\n\r\n`), { code: 'HPE_HEADER_OVERFLOW' }],
    [
      'a bad chunk',
      () => answering(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n`),
      { code: expect.stringMatching(/^(HPE_INVALID_CHUNK_SIZE|ERR_BAD_RESPONSE)$/) },
    ],
  ];
  it.each(cases)('%s', async (_what, start, expected) => {
    const error = await failing(await start());
    expect(error).toMatchObject({ ...expected, isAxiosError: true });
    expect(error.config?.adapter).toBe(adapter);
    expect(error.request).toBeDefined();
    expect(error.cause === undefined || error.cause instanceof Error || 'message' in (error.cause as object)).toBe(
      true,
    );
    expect(JSON.stringify(error)).toContain('"code"');
  });

  it('of a stream is heard by who reads it', async () => {
    const url = await answering(`${HEAD}content-length: 10\r\n\r\nabc`);
    const { data } = await client.get<Readable>(url, { responseType: 'stream' });
    expect(await caught(buffer(data))).toMatchObject({ code: 'ECONNRESET', message: 'aborted' });
  });

  it('of a body that ends with the connection is none', async () => {
    const url = await answering(`${HEAD}\r\nuntil the end`);
    expect((await client.get(url)).data).toBe('until the end');
  });

  it('is not what early hints are', async () => {
    const url = await answering(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${HEAD}content-length: 2\r\n\r\nok`);
    expect((await client.get(url)).data).toBe('ok');
  });

  it('of an upload that is answered before its end is none', async () => {
    server = await rawServer((socket) => {
      socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno');
    });
    const error = (await failing2(`${server.url}/x`)) as AxiosError;
    expect(error).toMatchObject({ response: { status: 413, data: 'no' } });
  });
  const failing2 = (url: string) =>
    caught(client.put(url, Buffer.alloc(100_000), { maxRedirects: name === 'http' ? 0 : 5 }));
});

describe('a failure by undici', () => {
  const client = axios.create({ adapter: undiciAdapter });

  it('in a connection that takes too long has the code of the system', async () => {
    const dispatcher = new Agent({ connect: { timeout: 50, lookup: () => undefined } });
    const error = await caught(client.get('http://localhost:1', { dispatcher }));
    expect(error).toMatchObject({ code: 'ETIMEDOUT', isAxiosError: true });
    void dispatcher.destroy();
  });

  it('at the limits of a dispatcher of the caller’s is a timeout', async () => {
    server = await rawServer((socket, head) => {
      if (head.includes('/body')) socket.write(`${HEAD}content-length: 10\r\n\r\nabc`);
    });
    const dispatcher = new Agent({ headersTimeout: 50, bodyTimeout: 50 });
    for (const path of ['/head', '/body']) {
      const error = await caught(client.get(server.url + path, { dispatcher }));
      expect(error).toMatchObject({ code: 'ECONNABORTED', message: 'timeout exceeded' });
    }
    await dispatcher.destroy();
  });

  it('of a dispatcher that is closed says so', async () => {
    const dispatcher = new Agent();
    await dispatcher.close();
    const error = (await caught(client.get('http://127.0.0.1:1', { dispatcher }))) as AxiosError;
    expect(error).toMatchObject({ code: 'ERR_NETWORK', isAxiosError: true });
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('of a header that cannot be is the caller’s', async () => {
    const error = await caught(client.get('http://127.0.0.1:1', { headers: { connection: 'a b' } }));
    expect(error).toMatchObject({ code: 'ERR_BAD_REQUEST', isAxiosError: true });
  });

  it('of a length that is not the body’s is found before the body is lost', async () => {
    server = await rawServer((socket) => socket.write(`${HEAD}content-length: 2\r\n\r\nok`));
    const { Readable: Source } = await import('node:stream');
    const config = { headers: { 'content-length': '5' } };
    expect(await caught(client.put(server.url, Source.from(['too long']), config))).toMatchObject({
      code: 'ERR_BAD_REQUEST',
    });
    // what is no stream is measured, whatever the caller says
    expect((await client.put(server.url, 'not five', config)).status).toBe(200);
  });
});
