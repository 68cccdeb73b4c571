import { createReadStream, ReadStream } from 'node:fs';
import { Readable } from 'node:stream';

type Visit = (stream: Readable) => Readable;

const isBinary = (value: object): boolean => ArrayBuffer.isView(value) || value instanceof ArrayBuffer;

/** The value with each stream in it replaced by what `visit` gives; the very same where nothing was. */
function mapStreams(value: unknown, visit: Visit, seen = new Set<object>()): unknown {
  if (typeof value !== 'object' || value === null || isBinary(value) || seen.has(value)) return value;
  if (value instanceof Readable) return visit(value);
  seen.add(value);
  const changed = Object.entries(value)
    .map(([key, inner]) => [key, inner as unknown, mapStreams(inner, visit, seen)] as const)
    .filter(([, before, after]) => before !== after);
  if (changed.length === 0) return value;
  const copy = Array.isArray(value)
    ? [...(value as unknown[])]
    : Object.assign(Object.create(Object.getPrototypeOf(value) as object) as object, value);
  return Object.assign(copy, Object.fromEntries(changed.map(([key, , after]) => [key, after])));
}

/** All streams in a call's arguments, in request objects of any shape too. */
export function streamsIn(values: readonly unknown[]): Readable[] {
  const streams: Readable[] = [];
  mapStreams(values, (stream) => {
    streams.push(stream);
    return stream;
  });
  return streams;
}

/** A file can be read again; what else streams cannot. */
const isFile = (stream: Readable): stream is ReadStream =>
  stream instanceof ReadStream && typeof stream.path === 'string';

/** True where everything in the arguments can be sent a second time. */
export const canBeSentAgain = (values: readonly unknown[]): boolean => streamsIn(values).every(isFile);

/** The arguments for a second attempt, each file opened anew from where it was opened first. */
export function sentAgain(values: readonly unknown[]): readonly unknown[] {
  const reopen = (stream: Readable): Readable => {
    const { path, start, end } = stream as unknown as { path: string; start?: number; end?: number };
    stream.destroy();
    return createReadStream(path, { ...(start !== undefined && { start }), ...(end !== undefined && { end }) });
  };
  return mapStreams(values, reopen) as readonly unknown[];
}
