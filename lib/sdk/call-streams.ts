import { createReadStream, ReadStream } from 'node:fs';

/** A stream of Node, or of one of the packages that older libraries use instead. */
interface AnyStream {
  pipe(target: never): unknown;
  once(event: 'error', listener: (error: Error) => void): unknown;
  destroy?(): unknown;
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

/**
 * Tells whether a call with these streams can be sent twice. Call it before the first attempt: whether the SDK has read from
 * a stream cannot be told afterwards.
 */
export const areReplayable = (streams: readonly AnyStream[]): boolean => streams.every(isUnreadFile);

/** Creates the arguments for the second attempt, in which each file is opened again from its original start position. */
export function reopenFiles(args: readonly unknown[]): readonly unknown[] {
  const reopen = (stream: AnyStream): AnyStream => {
    const { path, start, end } = stream as unknown as { path: string; start?: number; end?: number };
    stream.destroy?.();
    return createReadStream(path, { ...(start !== undefined && { start }), ...(end !== undefined && { end }) });
  };
  return mapStreams(args, reopen) as readonly unknown[];
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
const isStream = (value: object): value is AnyStream => 'pipe' in value && typeof value.pipe === 'function';
