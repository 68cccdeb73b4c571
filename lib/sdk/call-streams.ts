import { createReadStream, ReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { RecordedBody } from '../http/recorded-body.js';

/** A stream of Node, or of one of the packages that older libraries use instead. */
interface AnyStream {
  pipe(target: never): unknown;
  once(event: 'error', listener: (error: Error) => void): unknown;
  destroy?(): unknown;
}

/**
 * The streams in the arguments of one call of an SDK, opened anew for each attempt: a file from its original start position, and of
 * any other stream what has been sent is kept.
 */
export class CallStreams {
  readonly #args: readonly unknown[];
  readonly #streams: readonly AnyStream[];
  readonly #recorded = new Map<AnyStream, RecordedBody>();
  readonly #areAllFiles: boolean;
  #opened: Readable[] = [];
  #attempts = 0;

  /**
   * Call it before the first attempt: whether the SDK has read from a stream cannot be told afterwards.
   *
   * @param maxBytes How much of a stream is kept.
   */
  constructor(args: readonly unknown[], maxBytes: number) {
    this.#args = args;
    this.#streams = findStreams(args);
    this.#areAllFiles = this.#streams.every(isUnreadFile);
    for (const stream of this.#streams) {
      if (!isUnreadFile(stream)) this.#recorded.set(stream, new RecordedBody(stream, maxBytes));
    }
  }

  /** True if a call with these streams can be sent once more. */
  get areReplayable(): boolean {
    if (this.#recorded.size === 0) return this.#areAllFiles;
    return [...this.#recorded.values()].every(({ isReplayable }) => isReplayable);
  }

  /** Creates the arguments for the next attempt. */
  open(): readonly unknown[] {
    this.#attempts += 1;
    if (this.#streams.length === 0 || (this.#attempts === 1 && this.#recorded.size === 0)) return this.#args;
    for (const stream of this.#opened) stream.destroy();
    this.#opened = [];
    const opened = new Map<AnyStream, AnyStream>();
    return mapStreams(this.#args, (stream) => {
      const next = opened.get(stream) ?? this.#open(stream);
      opened.set(stream, next);
      return next;
    }) as readonly unknown[];
  }

  /** Calls a function if a stream fails. Without a listener, one that fails before the SDK reads it would end the process. */
  onError(listener: (error: Error) => void): void {
    for (const stream of [...this.#streams, ...this.#opened]) stream.once('error', listener);
  }

  /** Ends the call. What has been kept is dropped; after a failure, the streams are closed. */
  end(hasFailed: boolean): void {
    if (hasFailed) for (const stream of this.#opened) stream.destroy();
    for (const recorded of this.#recorded.values()) {
      if (hasFailed) recorded.destroy();
      else recorded.accept();
    }
  }

  #open(stream: AnyStream): AnyStream {
    const recorded = this.#recorded.get(stream);
    if (!recorded && this.#attempts === 1) return stream;
    const next = recorded ? openRecorded(recorded, stream) : reopenFile(stream);
    this.#opened.push(next);
    return next;
  }
}

/**
 * SDKs name the parts of a form by these properties of a stream. Without a path, the package `form-data` before version 3 counts a
 * stream as empty, and the length of the request is wrong.
 */
function openRecorded(recorded: RecordedBody, stream: object): Readable {
  const { name, path } = stream as { name?: unknown; path?: unknown };
  const label = { path: typeof path === 'string' ? path : 'file', ...(typeof name === 'string' && { name }) };
  return Object.assign(recorded.open(), label);
}

function reopenFile(stream: AnyStream): Readable {
  const { path, start, end } = stream as unknown as { path: string; start?: number; end?: number };
  stream.destroy?.();
  return createReadStream(path, { ...(start !== undefined && { start }), ...(end !== undefined && { end }) });
}

/** SDKs nest files three or four levels deep. Anything deeper is data. */
const MAX_DEPTH = 20;

/** Finds all streams in the arguments of a call, including those inside request objects of any shape. */
export function findStreams(args: readonly unknown[]): AnyStream[] {
  const streams: AnyStream[] = [];
  mapStreams(args, (stream) => {
    streams.push(stream);
    return stream;
  });
  return streams;
}

/** Only a file from which nothing has been read can be opened again; no other stream can be read twice. */
const isUnreadFile = (stream: AnyStream): boolean =>
  stream instanceof ReadStream && typeof stream.path === 'string' && stream.bytesRead === 0;

/**
 * Replaces each stream in a value with the result of `replace`. Objects are copied only if something in them changes.
 *
 * @returns The value itself if nothing in it was replaced.
 */
function mapStreams(
  value: unknown,
  replace: (stream: AnyStream) => AnyStream,
  seen = new Set<object>(),
  depth = 0,
): unknown {
  if (!isObject(value) || isBinary(value) || seen.has(value) || depth > MAX_DEPTH) return value;
  if (isStream(value)) return replace(value);
  seen.add(value);
  let copy: Record<string, unknown> | undefined;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const before = (value as Record<string, unknown>)[key];
    if (!isObject(before)) continue; // most of a large argument is numbers and strings
    const after = mapStreams(before, replace, seen, depth + 1);
    if (after === before) continue;
    copy ??= copyShallow(value);
    copy[key] = after;
  }
  return copy ?? value;
}

function copyShallow(value: object): Record<string, unknown> {
  if (Array.isArray(value)) return [...(value as unknown[])] as never;
  return Object.assign(Object.create(Object.getPrototypeOf(value) as object) as Record<string, unknown>, value);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isBinary = (value: object): boolean => ArrayBuffer.isView(value) || value instanceof ArrayBuffer;

export const isStream = (value: unknown): value is AnyStream =>
  isObject(value) && 'pipe' in value && typeof value.pipe === 'function';
