import { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';

/**
 * True if a body, as axios has transformed it, can be sent twice with equal content. A function creates the body anew for each
 * attempt.
 */
export function isReplayableBody(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return true;
  return !isOneShot(body) && !isForeignForm(body);
}

/** True for anything that can be read only once: Node and web streams, async iterables, the package `form-data`. */
function isOneShot(body: object): boolean {
  const { pipe, getReader } = body as { pipe?: unknown; getReader?: unknown };
  return typeof pipe === 'function' || typeof getReader === 'function' || Symbol.asyncIterator in body;
}

/** True for form classes other than the native one. Only that is known to hold nothing but text and blobs. */
function isForeignForm(body: object): boolean {
  return Object.prototype.toString.call(body) === '[object FormData]' && !(body instanceof FormData);
}

/** The body of one attempt: `data`, or what it returns if it is a function (`data: () => createReadStream(path)`). */
export function createBody(data: unknown): unknown {
  return typeof data === 'function' ? (data as () => unknown)() : data;
}

/**
 * Destroys the stream that a function created for a failed attempt: no other code knows of it, and axios leaves it open with its
 * file. Not while a streamed response is being read, because its request may still be sending.
 */
export function destroyFactoryBody(data: unknown, sent: unknown, error: unknown): void {
  const body = (error as { response?: { data?: unknown } } | undefined)?.response?.data;
  if (typeof data !== 'function' || !(sent instanceof Readable) || body instanceof Readable) return;
  sent.on('error', () => undefined).destroy();
}

/** The body of a 401 is short and arrives soon. A larger or slower one costs its connection. */
const MAX_DRAINED_BYTES = 65_536;
const MAX_DRAIN_MS = 1_000;

/**
 * Reads a streamed response to its end, so that its connection is free for the next request: on an agent with one socket the token
 * request would wait for it forever.
 *
 * @returns A function that puts the bytes back as the response's stream, for a caller that gets this response after all.
 */
export async function drainBody(response: AxiosResponse | undefined): Promise<() => void> {
  const body: unknown = response?.data;
  const stream = toReadable(body);
  if (response === undefined || stream === undefined) return () => undefined;
  const chunks = await readChunks(stream);
  return () => {
    response.data = body === stream ? Readable.from(chunks, { objectMode: false }) : new Blob(chunks).stream();
  };
}

/** The stream of a response. The fetch adapter returns web streams. */
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
