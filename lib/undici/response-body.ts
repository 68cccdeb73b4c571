import { pipeline, type Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { AxiosHeaders } from 'axios';
import type { ResponseHead } from './response-headers.js';
import type { RequestContext } from './undici-request.js';

const SYNC = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const BROTLI = { flush: zlib.constants.BROTLI_OPERATION_FLUSH, finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };
const ZLIB_HEADER = Buffer.from([0x78, 0x9c]);

/** Tells whether a body has a `Content-Encoding` that has to be removed. */
export function needsDecoding({ config, request }: RequestContext, { status, headers }: ResponseHead): boolean {
  return config.decompress !== false && Boolean(headers['content-encoding']) && !hasNoBody(request.method, status);
}

/** Tells whether a response has no body, so that its `Content-Encoding` means nothing. */
export function hasNoBody(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204;
}

/** Decodes a body, and deletes its `Content-Encoding` from the headers. An unknown encoding is left as it is. */
export function decodeBody(body: Readable, headers: AxiosHeaders): Readable {
  const decoders = createDecoders(String(headers.get('content-encoding') ?? ''));
  if (decoders.length === 0) return body;
  headers.delete('content-encoding');
  return pipeline([body, ...decoders], () => undefined) as unknown as Readable;
}

/** Returns the streams that decode an encoding, in their order. Empty for an unknown encoding. */
function createDecoders(encoding: string): Transform[] {
  switch (encoding.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
    case 'compress':
    case 'x-compress':
      return [zlib.createUnzip(SYNC)];
    case 'deflate':
      return [addZlibHeader(), zlib.createUnzip(SYNC)];
    case 'br':
      return [zlib.createBrotliDecompress(BROTLI)];
    case 'zstd':
      return createZstdDecoders();
    default:
      return [];
  }
}

/** Node has zstd since 22.15. Without it, the encoding is unknown. */
function createZstdDecoders(): Transform[] {
  const { createZstdDecompress, constants } = zlib as unknown as ZlibWithZstd;
  if (!createZstdDecompress) return [];
  const { ZSTD_e_flush } = constants;
  return [createZstdDecompress({ flush: ZSTD_e_flush, finishFlush: ZSTD_e_flush })];
}

interface ZlibWithZstd {
  readonly createZstdDecompress?: (options: object) => Transform;
  readonly constants: { readonly ZSTD_e_flush?: number };
}

/** Some servers send raw deflate as `deflate`. This adds the header that zlib expects. */
function addZlibHeader(): Transform {
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

/** Limits a body to a number of bytes: the stream fails with the given error if there are more. */
export function limitBody(body: Readable, maxBytes: number, createError: () => Error): Readable {
  let receivedBytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      receivedBytes += chunk.length;
      if (receivedBytes > maxBytes) done(createError());
      else done(null, chunk);
    },
  });
  return pipeline(body, counter, () => undefined);
}

/** Reads a stream to its end. */
export async function readAll(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
