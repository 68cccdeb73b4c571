import { pipeline, type Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { AxiosHeaders, AxiosResponse } from 'axios';
import { axiosRoot } from '../util/axios.js';
import type { Answer, Call } from './dispatch.js';
import { brokenAnswer, tooLong } from './errors.js';
import { responseTo } from './response.js';

/** As axios ends a call by its status. */
function settled(response: AxiosResponse, { config, request }: Call): AxiosResponse {
  const { status } = response;
  const { validateStatus } = config;
  if (!status || !validateStatus || validateStatus(status)) return response;
  const code = status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
  throw new axiosRoot.AxiosError(`Request failed with status code ${status}`, code, config, request, response);
}

function dataOf(bytes: Buffer, call: Call, response: AxiosResponse): unknown {
  const { responseType, responseEncoding } = call.config;
  if (responseType === 'arraybuffer') return bytes;
  try {
    return textOf(bytes, responseEncoding as BufferEncoding | undefined);
  } catch (error) {
    throw brokenAnswer(error as Error, call, response);
  }
}

/** Whether a body has to be decoded before anybody can use it. */
export function isEncoded({ config, request }: Call, { status, headers }: Answer): boolean {
  return config.decompress !== false && Boolean(headers['content-encoding']) && !isBodyless(request.method, status);
}

/** The response to an answer whose body is there. */
export function deliverWhole(call: Call, answer: Answer, body: Buffer): AxiosResponse {
  const response = responseTo(call, answer);
  call.patience.close();
  if (call.config.decompress !== false && isBodyless(call.request.method, answer.status)) {
    (response.headers as AxiosHeaders).delete('content-encoding');
  }
  response.data = dataOf(body, call, response);
  return settled(response, call);
}

/** The response to an answer whose body is still coming: its stream, or what it holds once it is decoded. */
export async function deliverStream(call: Call, answer: Answer, stream: Readable): Promise<AxiosResponse> {
  const { config, patience } = call;
  const response = responseTo(call, answer);
  const limit = config.maxContentLength ?? -1;
  let body = isEncoded(call, answer) ? decoded(stream, response.headers as AxiosHeaders) : stream;
  if (limit > -1) body = limited(body, limit, () => tooLong(call));
  patience.stop = (error) => void body.destroy(error);
  if (config.responseType === 'stream') {
    patience.relax();
    body.on('error', () => undefined).once('close', () => patience.close());
    response.data = body;
    return settled(response, call);
  }
  try {
    const bytes = await gathered(body);
    patience.close();
    response.data = dataOf(bytes, call, response);
  } catch (error) {
    throw brokenAnswer(error as Error, call, response);
  }
  return settled(response, call);
}

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
