import { Readable } from 'node:stream';

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
export function bodyOf(data: unknown): unknown {
  return typeof data === 'function' ? (data as () => unknown)() : data;
}

/**
 * Closes the stream that a function made for an attempt which failed: nobody else knows of it, and axios leaves it open with its
 * file. Unless an answer is being read whose request is still on its way.
 */
export function closeOwnBody(data: unknown, sent: unknown, error: unknown): void {
  const answer = (error as { response?: { data?: unknown } } | undefined)?.response?.data;
  if (typeof data !== 'function' || !(sent instanceof Readable) || answer instanceof Readable) return;
  sent.on('error', () => undefined).destroy();
}
