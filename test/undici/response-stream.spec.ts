import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { PAIR } from './adapters.js';
import { type RawServer, rawServer } from './raw-server.js';

const PIECE = Buffer.alloc(262_144, 'x');
const JSON_TEXT = JSON.stringify({ text: PIECE.toString() });

/** Responses after which the server closes the connection: what they have, their header fields, the bytes after the head. */
const RESPONSES: [string, string, Buffer][] = [
  ['a length and Connection: close', `Connection: close\r\nContent-Length: ${PIECE.length}`, PIECE],
  ['nothing but the end of the connection', 'Content-Type: text/plain', PIECE],
  [
    'chunks and Connection: close',
    'Connection: close\r\nTransfer-Encoding: chunked',
    Buffer.concat([Buffer.from(`${PIECE.length.toString(16)}\r\n`), PIECE, Buffer.from('\r\n0\r\n\r\n')]),
  ],
  ['a length, without announcing the close', `Content-Length: ${PIECE.length}`, PIECE],
];

let server: RawServer;
afterEach(() => server.stop());

describe.each(PAIR)('the last response of a connection by $name', ({ adapter }) => {
  it.each(RESPONSES)('with %s reaches a slow reader completely', async (_what, head, body) => {
    server = await rawServer((socket) =>
      socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`), body])),
    );
    const { data } = await axios.get<Readable>(server.url, { adapter, responseType: 'stream' });
    await sleep(100);
    expect((await buffer(data)).equals(PIECE)).toBe(true);
  });

  it.each([
    ['closed', false],
    ['reset', true],
  ])('that is %s before its end fails its slow reader, and does not crash the process', async (_what, isReset) => {
    server = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${PIECE.length * 2}\r\n\r\n`);
      socket.write(PIECE, () => (isReset ? socket.resetAndDestroy() : socket.end()));
    });
    const { data } = await axios.get<Readable>(server.url, { adapter, responseType: 'stream' });
    await sleep(100);
    await expect(buffer(data)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('is decoded, although decoding reads slowly', async () => {
    const zipped = gzipSync(JSON_TEXT, { level: 0 });
    server = await rawServer((socket) => {
      const head = `Connection: close\r\nContent-Encoding: gzip\r\nContent-Length: ${zipped.length}`;
      socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`), zipped]));
    });
    const { data } = await axios.get<{ text: string }>(server.url, { adapter });
    expect(data.text).toHaveLength(PIECE.length);
  });
});

describe.each(PAIR)('a response without a body by $name', ({ adapter }) => {
  it.each([204, 304])('%i may state the length of the body that it omits', async (status) => {
    server = await rawServer((socket) => {
      socket.write(`HTTP/1.1 ${status} X\r\nContent-Length: ${status === 204 ? 0 : 1234}\r\nETag: "a"\r\n\r\n`);
      return true;
    });
    const validateStatus = () => true;
    const whole = await axios.get<unknown>(server.url, { adapter, validateStatus });
    expect([whole.status, whole.data, whole.headers.etag]).toEqual([status, '', '"a"']);
    const streamed = await axios.get<Readable>(server.url, { adapter, validateStatus, responseType: 'stream' });
    expect(await buffer(streamed.data)).toHaveLength(0);
  });
});
