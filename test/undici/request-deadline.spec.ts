import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import { Agent } from 'undici';
import { undiciAdapter } from '../../lib/undici/index.js';
import { caught } from '../support/token-harness.js';
import { NODE_ADAPTERS } from './adapters.js';
import { type RawServer, rawServer } from './raw-server.js';

let server: RawServer;
afterEach(() => server.stop());

/** The phases of a response in which a server stops sending. */
const PHASES: [string, (socket: Socket, head: string) => unknown][] = [
  ['before the response', () => undefined],
  ['in the head of the response', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le')],
  ['in the body', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')],
  ['in a compressed body', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n\x1f')],
  [
    'after a redirect',
    (socket, head) => {
      if (!head.includes(' /x ')) return false;
      socket.write('HTTP/1.1 302 Found\r\nlocation: /y\r\ncontent-length: 0\r\n\r\n');
      return true;
    },
  ],
];

const silent = async (phase: (socket: Socket, head: string) => unknown) => {
  server = await rawServer(phase);
  return `${server.url}/x`;
};
const until = async (isTrue: () => boolean) => {
  for (let turn = 0; turn < 200 && !isTrue(); turn += 1) await sleep(10);
};

describe.each(NODE_ADAPTERS)('T-9 the deadline by $name', ({ name, adapter }) => {
  const client = axios.create({ adapter });
  // the timeout of axios' http adapter ends at the head of the response; then an idle socket is closed: 'stream has been aborted'
  const phases = name === 'undici' ? PHASES : PHASES.filter(([phase]) => !phase.includes('body'));

  it.each(phases)('ends at the timeout %s, and closes the connection', async (_phase, phase) => {
    const url = await silent(phase);
    const startedAt = performance.now();
    const [plain, clarified, worded] = await Promise.all(
      [{}, { transitional: { clarifyTimeoutError: true } }, { timeoutErrorMessage: 'own words' }].map((own) =>
        caught(client.post(url, 'body', { timeout: 80, ...own } as AxiosRequestConfig)),
      ),
    );
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(plain).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 80ms exceeded', name: 'AxiosError' });
    expect(clarified).toMatchObject({ code: 'ETIMEDOUT' });
    expect(worded).toMatchObject({ code: 'ECONNABORTED', message: 'own words' });
    await until(() => server.busy() === 0);
    expect(server.busy()).toBe(0);
  });

  it.each(PHASES)('ends at an abort %s, and closes the connection', async (_phase, phase) => {
    const url = await silent(phase);
    const abort = new AbortController();
    const source = axios.CancelToken.source();
    const calls = [
      caught(client.post(url, 'body', { signal: abort.signal })),
      caught(client.get(url, { cancelToken: source.token })),
    ];
    await sleep(60);
    abort.abort();
    source.cancel('enough');
    const [aborted, cancelled] = await Promise.all(calls);
    expect(aborted).toMatchObject({ code: 'ERR_CANCELED', message: 'canceled', name: 'CanceledError' });
    expect(cancelled).toMatchObject({ code: 'ERR_CANCELED', message: 'enough' });
    expect(axios.isCancel(aborted) && axios.isCancel(cancelled)).toBe(true);
    await until(() => server.busy() === 0);
    expect(server.busy()).toBe(0);
  });

  it('sends nothing if the caller has aborted before', async () => {
    const url = await silent(() => undefined);
    const source = axios.CancelToken.source();
    source.cancel();
    expect(await caught(client.get(url, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'ERR_CANCELED' });
    expect(await caught(client.get(url, { cancelToken: source.token }))).toMatchObject({ code: 'ERR_CANCELED' });
    expect(server.opened()).toBe(0);
  });

  it('leaves no listener behind', async () => {
    server = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
    const { signal } = new AbortController();
    let listeners = 0;
    const counting = {
      aborted: false,
      addEventListener: (type: 'abort', listener: () => void) => {
        listeners += 1;
        signal.addEventListener(type, listener);
      },
      removeEventListener: (type: 'abort', listener: () => void) => {
        listeners -= 1;
        signal.removeEventListener(type, listener);
      },
    };
    await client.get(server.url, { signal: counting });
    expect(listeners).toBeLessThanOrEqual(0);
    const before = listeners;
    const { data } = await client.get<Readable>(server.url, { signal: counting, responseType: 'stream' });
    expect(listeners).toBe(before + 1); // a stream can be aborted until its end
    expect(await text(data)).toBe('ok');
    await until(() => listeners <= before);
    expect(listeners).toBeLessThanOrEqual(before);
  });

  it('of a stream is the longest pause between two chunks, not its duration', async () => {
    server = await rawServer((socket, head) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n');
      const last = head.includes('/stalls') ? 3 : 10;
      let sent = 0;
      const timer = setInterval(() => {
        socket.write('x');
        sent += 1;
        if (sent === last) clearInterval(timer);
      }, 40);
      socket.on('close', () => clearInterval(timer));
    });
    const config = { responseType: 'stream', timeout: 200 } as const;
    const long = await client.get<Readable>(`${server.url}/long`, config);
    expect(await text(long.data)).toBe('xxxxxxxxxx');
    const stalls = await client.get<Readable>(`${server.url}/stalls`, config);
    const error = await caught(text(stalls.data));
    expect(error).toMatchObject({ code: name === 'undici' ? 'ECONNABORTED' : 'ECONNRESET' });
  });
});

describe('T-9 the deadline by undici', () => {
  it('ends while a request is queued, which then is not sent', async () => {
    const heads: string[] = [];
    server = await rawServer((socket, head) => {
      heads.push(head.split(' ')[1] ?? '');
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'), 150);
    });
    const dispatcher = new Agent({ connections: 1 });
    const client = axios.create({ adapter: undiciAdapter, baseURL: server.url, dispatcher });
    const abort = new AbortController();
    const body = Readable.from(['x']);
    const calls = [
      client.get('/first'),
      caught(client.get('/late', { timeout: 40 })),
      caught(client.put('/aborted', body, { signal: abort.signal })),
      client.get('/second'),
    ];
    setTimeout(() => abort.abort(), 40);
    expect(await Promise.all(calls)).toMatchObject([
      { status: 200 },
      { code: 'ECONNABORTED' },
      { code: 'ERR_CANCELED' },
      { status: 200 },
    ]);
    expect(heads).toEqual(['/first', '/second']);
    expect(body.destroyed).toBe(true);
    await dispatcher.close();
  });

  it('ends while a connection is being established', async () => {
    server = await rawServer(() => undefined);
    const dispatcher = new Agent({ connect: () => undefined });
    const config = { adapter: undiciAdapter, dispatcher, timeout: 50 };
    const startedAt = performance.now();
    expect(await caught(axios.get(server.url, config))).toMatchObject({ code: 'ECONNABORTED' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    void dispatcher.destroy();
  });

  it('does not crash the process if a stream has no error listener', async () => {
    server = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'));
    const abort = new AbortController();
    const config = { adapter: undiciAdapter, responseType: 'stream', signal: abort.signal } as const;
    const { data } = await axios.get<Readable>(server.url, config);
    abort.abort();
    await new Promise((resolve) => data.once('close', resolve));
    expect(data.errored).toMatchObject({ code: 'ERR_CANCELED' });
  });
});
