import { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';

/** True for anything that is read once and then gone: Node and web streams, async iterables, the `form-data` package. */
function isOneShot(body: object): boolean {
  const { pipe, getReader } = body as { pipe?: unknown; getReader?: unknown };
  return typeof pipe === 'function' || typeof getReader === 'function' || Symbol.asyncIterator in body;
}

/** Classes of axios' own making and others' that call themselves a form; only the native one holds nothing but text and blobs. */
function isForeignForm(body: object): boolean {
  return Object.prototype.toString.call(body) === '[object FormData]' && !(body instanceof FormData);
}

/**
 * True for a body, as axios has transformed it, that can be sent twice and is the same both times. A function is one: it makes
 * the body anew for each attempt.
 */
export function isReplayableBody(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return true;
  return !isOneShot(body) && !isForeignForm(body);
}

/** The body of one attempt: `data`, or what `data` makes where it is a function (`data: () => createReadStream(path)`). */
export function createBody(data: unknown): unknown {
  return typeof data === 'function' ? (data as () => unknown)() : data;
}

/**
 * Closes the stream that a function made for an attempt which failed: nobody else knows of it, and axios leaves it open with its
 * file. Unless an answer is being read whose request is still on its way.
 */
export function destroyFactoryBody(data: unknown, sent: unknown, error: unknown): void {
  const answer = (error as { response?: { data?: unknown } } | undefined)?.response?.data;
  if (typeof data !== 'function' || !(sent instanceof Readable) || answer instanceof Readable) return;
  sent.on('error', () => undefined).destroy();
}

/** A 401's body is short and soon there; one that is not costs its connection instead. */
const LARGEST_BYTES = 65_536;
const LONGEST_MS = 1_000;

/** The stream in an answer; the fetch adapter gives web streams. */
function streamOf(body: unknown): Readable | undefined {
  if (body instanceof ReadableStream) return Readable.fromWeb(body);
  return body instanceof Readable ? body : undefined;
}

async function read(body: Readable): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => body.destroy(), LONGEST_MS);
  try {
    for await (const chunk of body) {
      chunks.push(Buffer.from(chunk as Uint8Array));
      size += chunks.at(-1)?.length ?? 0;
      if (size > LARGEST_BYTES) break; // which destroys the stream, and so the connection
    }
  } catch {
    // broken off: what has arrived is all there is
  } finally {
    clearTimeout(timer);
  }
  return chunks;
}

/**
 * Reads a streamed answer to its end, so that its connection is free for what comes next: on an agent with one socket the token
 * request would wait for it for ever.
 *
 * @returns Puts what was read back as the answer's stream, for a caller that gets this answer after all.
 */
export async function drainBody(response: AxiosResponse | undefined): Promise<() => void> {
  const body: unknown = response?.data;
  const stream = streamOf(body);
  if (response === undefined || stream === undefined) return () => undefined;
  const chunks = await read(stream);
  return () => {
    response.data = body === stream ? Readable.from(chunks, { objectMode: false }) : new Blob(chunks).stream();
  };
}
