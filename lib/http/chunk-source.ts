import { PassThrough, Readable } from 'node:stream';

/** A one-shot body, read chunk by chunk. */
export interface ChunkSource {
  /** `undefined` at the end. Not called again before the promise has settled. */
  pull(): Promise<Buffer | undefined>;
  /** Ends the source and releases what it holds, such as a file. */
  destroy(): void;
}

/** True for anything that can be read only once: Node and web streams, async iterables, the package `form-data`. */
export function isOneShot(body: unknown): body is object {
  if (typeof body !== 'object' || body === null) return false;
  const { pipe, getReader } = body as { pipe?: unknown; getReader?: unknown };
  return typeof pipe === 'function' || typeof getReader === 'function' || isAsyncIterable(body);
}

export function isAsyncIterable(body: object): body is AsyncIterable<unknown> {
  return typeof (body as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === 'function';
}

/** Creates the source for a one-shot body. Nothing is read before the first `pull`. */
export function createChunkSource(body: object): ChunkSource {
  if (typeof (body as { pipe?: unknown }).pipe === 'function') return new StreamSource(body as NodeJS.ReadableStream);
  if (typeof (body as { getReader?: unknown }).getReader === 'function') return fromWebStream(body as ReadableStream);
  return fromIterator(() => (body as AsyncIterable<unknown>)[Symbol.asyncIterator]());
}

/** A stream of Node, or of the older kind that the package `form-data` still uses. */
class StreamSource implements ChunkSource {
  readonly #stream: NodeJS.ReadableStream;
  #iterator: AsyncIterator<unknown, unknown> | undefined;
  #readable: Readable | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(stream: NodeJS.ReadableStream) {
    this.#stream = stream;
    // Without a listener, a stream that fails before it is read ends the process.
    stream.on('error', (error: unknown) => {
      this.#failure ??= { error };
      this.#readable?.destroy(error as Error);
    });
  }

  async pull(): Promise<Buffer | undefined> {
    if (this.#failure) throw this.#failure.error;
    if (!this.#readable && isConsumed(this.#stream)) throw createConsumedError();
    this.#readable ??= toReadable(this.#stream);
    this.#iterator ??= this.#readable[Symbol.asyncIterator]();
    const { done, value } = await this.#iterator.next();
    return done ? undefined : toBuffer(value, this.#readable.readableEncoding);
  }

  destroy(): void {
    destroyParts(this.#stream);
    this.#readable?.destroy();
    (this.#stream as Partial<Readable>).destroy?.();
  }
}

/** True for a stream that has been read to its end, and for a form that has been sent: it would be sent as an empty body. */
function isConsumed(stream: NodeJS.ReadableStream & { readableEnded?: boolean; _released?: unknown }): boolean {
  return stream.readableEnded === true || stream._released === true;
}

function createConsumedError(): Error {
  const text = 'The request body has been read already. Pass a new stream, or a function that creates one.';
  return Object.assign(new Error(text), { code: 'ERR_STREAM_ALREADY_FINISHED' });
}

/** Legacy streams cannot be paused, so they are piped. Not by `pipeline`, which misses the end of one that ends at once. */
function toReadable(stream: NodeJS.ReadableStream): Readable {
  return stream instanceof Readable ? stream : stream.pipe(new PassThrough());
}

/** The package `form-data` leaves the streams inside a form open when the form is destroyed. */
function destroyParts(form: object): void {
  const { _streams: parts, _currentStream: current } = form as { _streams?: unknown; _currentStream?: unknown };
  for (const part of Array.isArray(parts) ? [...(parts as unknown[]), current] : []) {
    const { source = part } = (part ?? {}) as { source?: unknown };
    if (source instanceof Readable) source.destroy();
  }
}

function fromWebStream(stream: ReadableStream<unknown>): ChunkSource {
  let reader: ReadableStreamDefaultReader<unknown> | undefined;
  return {
    async pull() {
      if (!reader && Readable.isDisturbed(stream as never)) throw createConsumedError();
      reader ??= stream.getReader();
      const { done, value } = await reader.read();
      return done ? undefined : toBuffer(value);
    },
    destroy() {
      Promise.resolve(reader ? reader.cancel() : stream.cancel()).catch(() => undefined);
    },
  };
}

function fromIterator(open: () => AsyncIterator<unknown, unknown>): ChunkSource {
  let iterator: AsyncIterator<unknown, unknown> | undefined;
  return {
    async pull() {
      iterator ??= open();
      const { done, value } = await iterator.next();
      return done ? undefined : toBuffer(value);
    },
    destroy() {
      Promise.resolve(iterator?.return?.()).catch(() => undefined);
    },
  };
}

/** @throws TypeError `ERR_INVALID_ARG_TYPE`, as Node does. */
function toBuffer(chunk: unknown, encoding?: BufferEncoding | null): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  if (typeof chunk === 'string') return Buffer.from(chunk, encoding ?? 'utf8');
  if (ArrayBuffer.isView(chunk)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer) return Buffer.from(chunk);
  const text = `A chunk of the request body must be a string, a Buffer or a Uint8Array, not ${typeof chunk}`;
  throw Object.assign(new TypeError(text), { code: 'ERR_INVALID_ARG_TYPE' });
}

/**
 * True if a body, as axios has transformed it, can be sent twice with equal content by itself. A one-shot body cannot, but what has
 * been sent of it can be kept: see `RecordedBody`.
 */
export function isReplayableBody(body: unknown): boolean {
  return typeof body !== 'object' || body === null || (!isOneShot(body) && !isForeignForm(body));
}

/** True for form classes other than the native one. Only that is known to hold nothing but text and blobs. */
function isForeignForm(body: object): boolean {
  return Object.prototype.toString.call(body) === '[object FormData]' && !(body instanceof FormData);
}
