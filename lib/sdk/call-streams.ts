import { createReadStream, ReadStream } from 'node:fs';

/** Of Node, or of one of the packages that older libraries use instead. */
interface AnyStream {
  pipe(target: never): unknown;
  once(event: 'error', listener: (error: Error) => void): unknown;
  destroy?(): unknown;
}

type Visit = (stream: AnyStream) => AnyStream;

/** SDKs nest files three or four deep; what is deeper is data. */
const DEEPEST = 20;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isBinary = (value: object): boolean => ArrayBuffer.isView(value) || value instanceof ArrayBuffer;
const isStream = (value: object): value is AnyStream => 'pipe' in value && typeof value.pipe === 'function';

/** The value with each stream in it replaced by what `visit` gives; the very same where nothing was. */
function mapStreams(value: unknown, visit: Visit, seen = new Set<object>(), depth = 0): unknown {
  if (!isObject(value) || isBinary(value) || seen.has(value) || depth > DEEPEST) return value;
  if (isStream(value)) return visit(value);
  seen.add(value);
  let copy: Record<string, unknown> | undefined;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const before = (value as Record<string, unknown>)[key];
    if (!isObject(before)) continue; // most of a large argument is numbers and texts
    const after = mapStreams(before, visit, seen, depth + 1);
    if (after === before) continue;
    copy ??= Array.isArray(value) ? ([...(value as unknown[])] as never) : copyOf(value);
    copy[key] = after;
  }
  return copy ?? value;
}

const copyOf = (value: object): Record<string, unknown> =>
  Object.assign(Object.create(Object.getPrototypeOf(value) as object) as Record<string, unknown>, value);

/** All streams in a call's arguments, in request objects of any shape too. */
export function streamsIn(values: readonly unknown[]): AnyStream[] {
  const streams: AnyStream[] = [];
  mapStreams(values, (stream) => {
    streams.push(stream);
    return stream;
  });
  return streams;
}

/** A file of which nothing has been read yet can be opened again; what else streams cannot. */
const isFreshFile = (stream: AnyStream): boolean =>
  stream instanceof ReadStream && typeof stream.path === 'string' && stream.bytesRead === 0;

/** True where everything in the arguments can be sent a second time. To be asked before the first. */
export const canBeSentAgain = (streams: readonly AnyStream[]): boolean => streams.every(isFreshFile);

/** The arguments for a second attempt, each file opened anew from where it was opened first. */
export function sentAgain(values: readonly unknown[]): readonly unknown[] {
  const reopen = (stream: AnyStream): AnyStream => {
    const { path, start, end } = stream as unknown as { path: string; start?: number; end?: number };
    stream.destroy?.();
    return createReadStream(path, { ...(start !== undefined && { start }), ...(end !== undefined && { end }) });
  };
  return mapStreams(values, reopen) as readonly unknown[];
}
