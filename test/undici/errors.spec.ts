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

const startServer = async (text: string, thenEnd = true) => {
  server = await rawServer((socket) => {
    socket.write(text);
    if (thenEnd) socket.end();
  });
  return server.url;
};
/** Returns an address on which no server listens. */
async function getClosedPort(): Promise<string> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  listener.close();
  await once(listener, 'close');
  return `http://127.0.0.1:${port}`;
}
const HEAD = 'HTTP/1.1 200 OK\r\n';

describe.each(NODE_ADAPTERS)('an error by $name', ({ name, adapter }) => {
  const client = axios.create({ adapter });
  const fail = async (url: string) => (await caught(client.get(url))) as AxiosError;

  const cases: [string, () => Promise<string>, object][] = [
    [
      'a refused connection',
      getClosedPort,
      { code: 'ECONNREFUSED', message: expect.stringMatching(/^connect ECONNREFUSED/) },
    ],
    [
      'an unknown host name',
      () => Promise.resolve('http://unknown.invalid'),
      { code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) },
    ],
    ['a hang-up', () => startServer(''), { code: 'ECONNRESET', message: 'socket hang up' }],
    [
      'a hang-up in the head',
      () => startServer(`${HEAD}content-`),
      { code: expect.stringMatching(/^(ECONNRESET|HPE_INVALID_EOF_STATE)$/) },
    ],
    [
      'a hang-up in the body',
      () => startServer(`${HEAD}content-length: 10\r\n\r\nabc`),
      {
        name: 'AxiosError',
        code: 'ERR_BAD_RESPONSE',
        message: 'stream has been aborted',
        response: { status: 200 },
      },
    ],
    [
      'a hang-up in a chunked body',
      () => startServer(`${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nabc`),
      { code: 'ERR_BAD_RESPONSE', message: 'stream has been aborted' },
    ],
    ['no HTTP', () => startServer('SSH-2.0-OpenSSH\r\n\r\n'), { code: expect.stringMatching(/^HPE_/) }],
    ['an invalid status', () => startServer('HTTP/1.1 abc OK\r\n\r\n'), { code: 'HPE_INVALID_STATUS' }],
    [
      'a malformed header',
      () => startServer(`${HEAD}bad header\r\n\r\n`),
      { code: expect.stringMatching(/^HPE_INVALID/) },
    ],
    [
      'two lengths',
      () => startServer(`${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\na`),
      { code: expect.stringMatching(/^HPE_/) },
    ],
    ['a huge head', () => startServer(`${HEAD}x-huge: ${'x'.repeat(40_000)}\r\n\r\n`), { code: 'HPE_HEADER_OVERFLOW' }],
    [
      'a bad chunk',
      () => startServer(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n`),
      { code: expect.stringMatching(/^(HPE_INVALID_CHUNK_SIZE|ERR_BAD_RESPONSE)$/) },
    ],
  ];
  it.each(cases)('%s', async (_what, start, expected) => {
    const error = await fail(await start());
    expect(error).toMatchObject({ ...expected, isAxiosError: true });
    expect(error.config?.adapter).toBe(adapter);
    expect(error.request).toBeDefined();
    expect(error.cause === undefined || error.cause instanceof Error || 'message' in (error.cause as object)).toBe(
      true,
    );
    expect(JSON.stringify(error)).toContain('"code"');
  });

  it('in a streamed body reaches its reader', async () => {
    const url = await startServer(`${HEAD}content-length: 10\r\n\r\nabc`);
    const { data } = await client.get<Readable>(url, { responseType: 'stream' });
    expect(await caught(buffer(data))).toMatchObject({ code: 'ECONNRESET', message: 'aborted' });
  });

  it('does not occur if a body ends with the connection', async () => {
    const url = await startServer(`${HEAD}\r\nuntil the end`);
    expect((await client.get(url)).data).toBe('until the end');
  });

  it('does not occur after early hints', async () => {
    const url = await startServer(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${HEAD}content-length: 2\r\n\r\nok`);
    expect((await client.get(url)).data).toBe('ok');
  });

  it('does not occur if an upload gets its response before its end', async () => {
    server = await rawServer((socket) => {
      socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno');
    });
    const error = (await failUpload(`${server.url}/x`)) as AxiosError;
    expect(error).toMatchObject({ response: { status: 413, data: 'no' } });
  });
  const failUpload = (url: string) =>
    caught(client.put(url, Buffer.alloc(100_000), { maxRedirects: name === 'http' ? 0 : 5 }));
});

describe('an error by undici', () => {
  const client = axios.create({ adapter: undiciAdapter });

  it('of a connection timeout has the code of the operating system', async () => {
    const dispatcher = new Agent({ connect: { timeout: 50, lookup: () => undefined } });
    const error = await caught(client.get('http://localhost:1', { dispatcher }));
    expect(error).toMatchObject({ code: 'ETIMEDOUT', isAxiosError: true });
    void dispatcher.destroy();
  });

  it('is a timeout if a time limit of the caller’s dispatcher is exceeded', async () => {
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

  it('of a closed dispatcher is ERR_NETWORK', async () => {
    const dispatcher = new Agent();
    await dispatcher.close();
    const error = (await caught(client.get('http://127.0.0.1:1', { dispatcher }))) as AxiosError;
    expect(error).toMatchObject({ code: 'ERR_NETWORK', isAxiosError: true });
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('is ERR_BAD_REQUEST for an invalid header', async () => {
    const error = await caught(client.get('http://127.0.0.1:1', { headers: { connection: 'a b' } }));
    expect(error).toMatchObject({ code: 'ERR_BAD_REQUEST', isAxiosError: true });
  });

  it('is ERR_BAD_REQUEST if a stream does not have the length that the caller states', async () => {
    server = await rawServer((socket) => socket.write(`${HEAD}content-length: 2\r\n\r\nok`));
    const { Readable: Source } = await import('node:stream');
    const config = { headers: { 'content-length': '5' } };
    expect(await caught(client.put(server.url, Source.from(['too long']), config))).toMatchObject({
      code: 'ERR_BAD_REQUEST',
    });
    // a body that is not a stream is measured, regardless of the caller's header
    expect((await client.put(server.url, 'not five', config)).status).toBe(200);
  });
});
