import { Readable } from 'node:stream';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';
import { createTimeoutError } from '../util/request-deadline.js';

/** The body of a 401 is short and arrives soon. A larger or slower one costs its connection. */
const MAX_DRAINED_BYTES = 65_536;
const MAX_DRAIN_MS = 1_000;

const IGNORE = () => undefined;

/**
 * Reads a streamed response to its end, so that its connection is free for the next request: on an agent with one socket the token
 * request would wait for it forever.
 *
 * @returns A function that puts the bytes back as the response's stream, for a caller that gets this response after all.
 */
export async function drainBody(response: AxiosResponse | undefined): Promise<() => void> {
  const body: unknown = response?.data;
  const stream = toReadable(body);
  if (response === undefined || stream === undefined) return IGNORE;
  const chunks = await readChunks(stream);
  return () => {
    response.data = body === stream ? Readable.from(chunks, { objectMode: false }) : new Blob(chunks).stream();
  };
}

/** True for the body of a streamed response. The fetch adapter returns web streams. */
export const isStream = (body: unknown): boolean => body instanceof Readable || body instanceof ReadableStream;

/** The stream of a response. */
function toReadable(body: unknown): Readable | undefined {
  if (body instanceof ReadableStream) return Readable.fromWeb(body);
  return body instanceof Readable ? body : undefined;
}

async function readChunks(body: Readable): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => body.destroy(), MAX_DRAIN_MS);
  try {
    for await (const chunk of body) {
      chunks.push(Buffer.from(chunk as Uint8Array));
      size += chunks.at(-1)?.length ?? 0;
      if (size > MAX_DRAINED_BYTES) break; // destroys the stream, and so the connection
    }
  } catch {
    // broken off: the chunks so far are all there is
  } finally {
    clearTimeout(timer);
  }
  return chunks;
}

/** A web stream with the same content, which calls a function when it has been read, has failed or has been cancelled. */
export function callAtEnd(stream: ReadableStream<unknown>, onEnd: () => void): ReadableStream<unknown> {
  const reader = stream.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) {
          controller.enqueue(value);
          return;
        }
        controller.close();
      } catch (error) {
        controller.error(error);
      }
      onEnd();
    },
    cancel(reason) {
      onEnd();
      return reader.cancel(reason);
    },
  });
}

/** Ends a response that is not needed any more. */
export function discardResponse(response: unknown): void {
  const body = (response as AxiosResponse<unknown> | undefined)?.data;
  if (body instanceof Readable) body.on('error', IGNORE).destroy();
  else if (body instanceof ReadableStream) body.cancel().catch(IGNORE);
}

/**
 * Reads the streamed body of a response into the form that the caller's config asks for, as axios' http adapter does it.
 *
 * @throws AxiosError if the response breaks off, stalls for longer than the caller's `timeout` or exceeds `maxContentLength`.
 */
export async function collectBody(response: AxiosResponse<unknown>, config: InternalAxiosRequestConfig): Promise<void> {
  const bytes = await readBody(response, config);
  if (config.responseType === 'arraybuffer') {
    response.data = bytes;
    return;
  }
  try {
    response.data = toText(bytes, config.responseEncoding as BufferEncoding | undefined);
  } catch (error) {
    throw toAxiosError(error, response, config);
  }
}

function readBody(response: AxiosResponse<unknown>, config: InternalAxiosRequestConfig): Promise<Buffer> {
  const stream = response.data as Readable;
  const request = response.request as Pick<Partial<NodeJS.EventEmitter>, 'on' | 'off'> & object;
  const { maxContentLength: limit = -1, timeout } = config;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let isSettled = false;
    const onIdle = () => fail(createTimeoutError(config, request));
    const fail = (error: Error) => {
      isSettled = true;
      reject(error);
      stream.destroy();
    };
    const onAborted = () => {
      if (!isSettled) fail(createError('stream has been aborted', response, config));
    };
    stream
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (limit > -1 && size > limit)
          fail(createError(`maxContentLength size of ${limit} exceeded`, undefined, config, request));
      })
      .on('aborted', onAborted)
      .on('error', (error) => {
        // undici's stream reports in this way what a stream of Node reports as 'aborted'.
        if (error.message === 'aborted' && !('_redirectable' in request || 'agent' in request)) onAborted();
        else if (!isSettled) fail(toAxiosError(error, response, config));
      })
      .on('end', () => {
        isSettled = true;
        resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
      })
      .on('close', () => {
        if (timeout) request.off?.('timeout', onIdle);
        onAborted();
      });
    if (timeout) request.on?.('timeout', onIdle); // without redirects, the socket is not closed by itself
    if (stream.destroyed) onAborted();
  });
}

/** Converts bytes to text as axios does: without a byte order mark. */
export function toText(bytes: Buffer, encoding: BufferEncoding | undefined): string {
  const text = bytes.toString(encoding);
  return (!encoding || encoding === 'utf8') && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function createError(
  text: string,
  response: AxiosResponse | undefined,
  config: InternalAxiosRequestConfig,
  request: unknown = response?.request,
): Error {
  return new axiosRoot.AxiosError(text, 'ERR_BAD_RESPONSE', config, request, response);
}

function toAxiosError(error: unknown, response: AxiosResponse, config: InternalAxiosRequestConfig): Error {
  if (axiosRoot.isAxiosError(error) || axiosRoot.isCancel(error)) return error as Error;
  return axiosRoot.AxiosError.from(error, undefined, config, response.request, response);
}
