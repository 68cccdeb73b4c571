import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosProgressEvent } from 'axios';
import { caught } from '../support/token-harness.js';
import { NODE_ADAPTERS } from './adapters.js';

const MEGABYTE = 1_048_576;
const CHUNKS = 80;
const block = randomBytes(131_072);
const whole = CHUNKS * block.length;
const sha = createHash('sha256');
for (let i = 0; i < CHUNKS; i += 1) sha.update(block);
const expected = sha.digest('hex');

let server: Server;
let url: string;
/** Bytes of the response that the server has written. */
let written: number;
/** Delays the server's reading until it resolves. */
let gate: Promise<void>;
let closed: number;
beforeEach(async () => {
  written = 0;
  closed = 0;
  gate = Promise.resolve();
  server = createServer((request, response) => {
    response.on('close', () => {
      closed += 1;
    });
    if (request.method === 'PUT') {
      void gate
        .then(async () => {
          const hash = createHash('sha256');
          for await (const chunk of request) hash.update(chunk as Buffer);
          response.end(hash.digest('hex'));
        })
        .catch(() => undefined); // the client has gone
      return;
    }
    response.writeHead(200, { 'content-length': whole });
    const write = (left: number): void => {
      if (left === 0) return void response.end();
      written += block.length;
      if (response.write(block)) setImmediate(write, left - 1);
      else response.once('drain', () => write(left - 1));
    };
    write(CHUNKS);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A source that counts the bytes that were read from it. */
function upload() {
  const read = { bytes: 0 };
  const stream = Readable.from(
    (function* () {
      for (let i = 0; i < CHUNKS; i += 1) {
        read.bytes += block.length;
        yield block;
      }
    })(),
    { objectMode: false },
  );
  return { stream, read };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !isTrue(); turn += 1) await sleep(10);
}

/** Makes the server stop reading. Returns the function that makes it continue. */
function pauseServer(): () => void {
  let resume = () => {};
  gate = new Promise((resolve) => {
    resume = resolve;
  });
  return resume;
}

describe.each(NODE_ADAPTERS)('10 MB by $name', ({ name, adapter }) => {
  // To follow redirects, axios' http adapter keeps the whole body in memory, and reads it as fast as possible.
  const client = axios.create({ adapter, ...(name === 'http' && { maxRedirects: 0 }) });

  it('are uploaded completely, no faster than the server reads', async () => {
    const resume = pauseServer();
    const { stream, read } = upload();
    const call = client.put<string>(url, stream);
    await sleep(200);
    expect(read.bytes).toBeGreaterThan(0);
    expect(read.bytes).toBeLessThan(8 * MEGABYTE); // what sockets and streams buffer
    resume();
    expect((await call).data).toBe(expected);
    expect(read.bytes).toBe(whole);
  });

  it('are downloaded completely, no faster than they are read', async () => {
    const { data } = await client.get<Readable>(url, { responseType: 'stream' });
    await sleep(200);
    expect(written).toBeLessThan(8 * MEGABYTE);
    const hash = createHash('sha256');
    let maxBuffered = 0;
    await pipeline(
      data,
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          maxBuffered = Math.max(maxBuffered, data.readableLength);
          hash.update(chunk);
          setImmediate(done);
        },
      }),
    );
    expect(hash.digest('hex')).toBe(expected);
    expect(maxBuffered).toBeLessThan(MEGABYTE);
  });

  it('release their socket when the stream is destroyed early', async () => {
    const { data } = await client.get<Readable>(url, { responseType: 'stream' });
    await new Promise((resolve) => data.once('data', resolve));
    data.destroy();
    await until(() => closed === 1);
    expect(closed).toBe(1);
    expect(written).toBeLessThan(whole);
  });

  it.each(['signal', 'cancelToken'])(
    'can be aborted in the middle of the download by %s, which destroys the stream',
    async (way) => {
      const abort = new AbortController();
      const source = axios.CancelToken.source();
      const { data } = await client.get<Readable>(url, {
        responseType: 'stream',
        signal: abort.signal,
        cancelToken: source.token,
      });
      const ended = caught(pipeline(data, new Writable({ write: (_chunk, _encoding, done) => setTimeout(done, 5) })));
      await sleep(30);
      if (way === 'signal') abort.abort();
      else source.cancel('enough');
      expect(await ended).toMatchObject({ code: 'ERR_CANCELED', message: way === 'signal' ? 'canceled' : 'enough' });
      expect(data.destroyed).toBe(true);
      await until(() => closed === 1);
      expect(closed).toBe(1);
    },
  );

  it('can be aborted in the middle of the upload', async () => {
    const resume = pauseServer();
    const abort = new AbortController();
    const { stream } = upload();
    const call = caught(client.put(url, stream, { signal: abort.signal }));
    await sleep(50);
    abort.abort();
    expect(await call).toMatchObject({ code: 'ERR_CANCELED' });
    resume(); // a server that does not read does not notice
    await until(() => closed === 1);
    expect(closed).toBe(1);
  });

  it('are reported to progress listeners in both directions, in order and to the last byte', async () => {
    const events: AxiosProgressEvent[] = [];
    const note = (event: AxiosProgressEvent) => events.push(event);
    const total = (direction: 'upload' | 'download') => {
      const reported = events.filter((event) => event[direction]);
      const loaded = reported.map((event) => event.loaded);
      expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
      expect(reported.reduce((sum, event) => sum + event.bytes, 0)).toBe(whole);
      expect(reported.at(-1)).toMatchObject({ loaded: whole, total: whole, progress: 1, lengthComputable: true });
      return reported.length;
    };
    await client.put(url, upload().stream, { headers: { 'content-length': whole }, onUploadProgress: note });
    await client.get(url, { responseType: 'arraybuffer', onDownloadProgress: note });
    await client.put(url, Buffer.alloc(whole), { onUploadProgress: note });
    await sleep(20);
    const ends = events.flatMap(({ loaded, upload: isUp }, at) => (isUp && loaded === whole ? [at + 1] : []));
    expect(ends).toHaveLength(2);
    const second = events.splice(events.findIndex(({ download }) => download));
    expect(total('upload')).toBeGreaterThan(0);
    events.splice(0, events.length, ...second);
    expect(total('download')).toBeGreaterThan(0);
    expect(total('upload')).toBeGreaterThan(0);
  });
});

describe('by undici', () => {
  it('a source that is not read to its end is destroyed, which closes its file', async () => {
    const { adapter } = NODE_ADAPTERS.find(({ name }) => name === 'undici')!;
    const { stream } = upload();
    await caught(axios.put('http://127.0.0.1:1/', stream, { adapter }));
    expect(stream.destroyed).toBe(true);
    const aborted = upload().stream;
    await caught(axios.put(url, aborted, { adapter, signal: AbortSignal.abort() }));
    pauseServer();
    const slow = upload().stream;
    await caught(axios.put(url, slow, { adapter, timeout: 50 }));
    expect(slow.destroyed).toBe(true);
  });
});
