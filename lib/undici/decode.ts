import { pipeline, type Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { AxiosHeaders } from 'axios';

const SYNC = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const BROTLI = { flush: zlib.constants.BROTLI_OPERATION_FLUSH, finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };
const ZLIB_HEADER = Buffer.from([0x78, 0x9c]);

/** Some servers mean raw deflate by `deflate`; what zlib expects is put before it. */
function zlibHeader(): Transform {
  let isFirst = true;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (isFirst && chunk.length > 0) {
        isFirst = false;
        if (chunk[0] !== ZLIB_HEADER[0]) this.push(ZLIB_HEADER);
      }
      done(null, chunk);
    },
  });
}

/** The streams that undo a `Content-Encoding`, in their order; none for one that is not known. */
function decoders(encoding: string): Transform[] {
  switch (encoding.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
    case 'compress':
    case 'x-compress':
      return [zlib.createUnzip(SYNC)];
    case 'deflate':
      return [zlibHeader(), zlib.createUnzip(SYNC)];
    case 'br':
      return [zlib.createBrotliDecompress(BROTLI)];
    default:
      return [];
  }
}

/** True for an answer whose `Content-Encoding` says nothing about its body, because it has none. */
export const isBodyless = (method: string, status: number): boolean => method === 'HEAD' || status === 204;

/** The body in the clear; the header that said otherwise is taken off. */
export function decoded(body: Readable, headers: AxiosHeaders): Readable {
  const streams = decoders(String(headers.get('content-encoding') ?? ''));
  if (streams.length === 0) return body;
  headers.delete('content-encoding');
  return pipeline([body, ...streams], () => undefined) as unknown as Readable;
}

/** Text as axios reads it. */
export function textOf(bytes: Buffer, encoding: BufferEncoding | undefined): string {
  const text = bytes.toString(encoding);
  return (!encoding || encoding === 'utf8') && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** A stream that fails when more comes than is allowed. */
export function limited(body: Readable, limit: number, tooLong: () => Error): Readable {
  let seen = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > limit) done(tooLong());
      else done(null, chunk);
    },
  });
  return pipeline(body, counter, () => undefined);
}

/** A stream's bytes. */
export async function gathered(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
