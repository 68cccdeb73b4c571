import { PassThrough, pipeline, Readable, Transform } from 'node:stream';
import type { AxiosProgressEvent, InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';
import { encodeForm } from './multipart-form.js';
import { createProgressMeter } from './progress.js';

/** The body of a request. */
export interface RequestBody {
  /** By lower-case name. An empty value removes the caller's header. */
  readonly headers: Readonly<Record<string, string>>;
  /** If true, `open` can be called again for a redirect that keeps the body. */
  readonly isReplayable: boolean;
  open(): string | Buffer | Readable;
}

type Config = InternalAxiosRequestConfig;

/** Removes the caller's length: without a body the server would wait for one, and the length of a body is measured. */
export const NO_CONTENT_LENGTH: Readonly<Record<string, string>> = { 'content-length': '' };

/**
 * Creates the body for `data` as axios' transformations have left it.
 *
 * @returns `undefined` if there is no body.
 * @throws AxiosError `ERR_BAD_REQUEST` if the data cannot be sent or exceeds `maxBodyLength`.
 */
export function createRequestBody(data: unknown, config: Config): RequestBody | undefined | Promise<RequestBody> {
  if (!data) return undefined;
  if (typeof data === 'string' || Buffer.isBuffer(data)) return fromBytes(data, config);
  if (typeof data === 'object') {
    const type = Object.prototype.toString.call(data);
    if (type === '[object FormData]' && Symbol.iterator in data) return fromForm(data as FormData, config);
    if (hasMethod(data, 'pipe') && hasMethod(data, 'getHeaders')) return fromFormPackage(data as PackageForm, config);
    if (hasMethod(data, 'pipe')) return fromStream(config, {}, false, () => toReadable(data as NodeJS.ReadableStream));
    if (hasMethod(data, 'getReader')) return fromStream(config, {}, false, () => Readable.fromWeb(data as never));
    if (hasMethod(data, 'arrayBuffer') && hasMethod(data, 'stream')) return fromBlob(data as Blob, config);
    if (ArrayBuffer.isView(data)) return fromBytes(Buffer.from(data.buffer, data.byteOffset, data.byteLength), config);
    if (type === '[object ArrayBuffer]') return fromBytes(Buffer.from(data as ArrayBuffer), config);
  }
  throw createBadRequestError(
    'Data after transformation must be a string, an ArrayBuffer, a Buffer, or a Stream',
    config,
  );
}

/** Text stays text, because undici measures it and a `MockAgent` compares it as such. */
function fromBytes(bytes: string | Buffer, config: Config): RequestBody {
  const { maxBodyLength: limit = -1, onUploadProgress: listener } = config;
  if (limit > -1 && Buffer.byteLength(bytes) > limit) throw createTooLargeError(config);
  if (!listener) return { headers: NO_CONTENT_LENGTH, isReplayable: true, open: () => bytes };
  const total = Buffer.byteLength(bytes);
  return {
    headers: { 'content-length': String(total) },
    isReplayable: true,
    open: () => meterBody(Buffer.from(bytes as string), { config, limit, listener, total }),
  };
}

/** A body that undici reads as a stream. Its bytes are counted only if there is a limit or a progress listener. */
function fromStream(
  config: Config,
  headers: RequestBody['headers'],
  isReplayable: boolean,
  open: () => Readable,
): RequestBody {
  const { maxBodyLength: limit = -1, onUploadProgress: listener } = config;
  if (limit <= -1 && !listener) return { headers, isReplayable, open };
  const length = Number(headers['content-length'] ?? getConfigHeader(config, 'content-length') ?? Number.NaN);
  const total = Number.isFinite(length) ? length : undefined;
  return { headers, isReplayable, open: () => meterBody(open(), { config, limit, listener, total }) };
}

function fromForm(form: FormData, config: Config): RequestBody {
  const { contentType, length, open } = encodeForm(form, getConfigHeader(config, 'content-type'));
  return fromStream(config, { 'content-type': contentType, 'content-length': String(length) }, true, open);
}

function fromBlob(blob: Blob, config: Config): RequestBody {
  const headers: Record<string, string> = { 'content-length': String(blob.size) };
  if (blob.size) headers['content-type'] = blob.type || 'application/octet-stream';
  return fromStream(config, headers, true, () => Readable.from(blob.stream()));
}

/** A form of the package `form-data`. */
interface PackageForm extends NodeJS.ReadableStream {
  getHeaders(): Record<string, string>;
  getLength?(done: (error: Error | null, length: number) => void): void;
}

async function fromFormPackage(form: PackageForm, config: Config): Promise<RequestBody> {
  const policy = (config as { formDataHeaderPolicy?: string }).formDataHeaderPolicy;
  const isWanted = (name: string) => policy !== 'content-only' || /^content-(?:type|length)$/.test(name);
  const fields = Object.entries(form.getHeaders()).map(([name, value]) => [name.toLowerCase(), value] as const);
  const headers = Object.fromEntries(fields.filter(([name]) => isWanted(name)));
  if (!headers['content-length'] && !getConfigHeader(config, 'content-length') && form.getLength) {
    const length = await new Promise<number>((resolve) => {
      form.getLength?.((error, known) => resolve(error ? Number.NaN : known));
    });
    if (Number.isFinite(length) && length >= 0) headers['content-length'] = String(length);
  }
  return fromStream(config, headers, false, () => toReadable(form));
}

/** Wraps legacy streams, because undici cannot pause them. */
function toReadable(stream: NodeJS.ReadableStream): Readable {
  if (stream instanceof Readable) return stream;
  return pipeline(stream, new PassThrough(), () => undefined);
}

const CHUNK_BYTES = 65_536;

interface MeterOptions {
  readonly config: Config;
  /** Maximum number of bytes; -1 for no limit. */
  readonly limit: number;
  readonly listener: ((event: AxiosProgressEvent) => void) | undefined;
  /** Expected number of bytes, if known. */
  readonly total: number | undefined;
}

/** Counts the bytes of a body while it is sent, for the limit and the progress listener. */
function meterBody(body: Buffer | Readable, { config, limit, listener, total }: MeterOptions): Readable {
  const progress = listener && createProgressMeter(listener, 'upload', total);
  let sentBytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sentBytes += chunk.length;
      const isTooLarge = limit > -1 && sentBytes > limit;
      if (!isTooLarge) progress?.add(chunk.length);
      done(isTooLarge ? createTooLargeError(config) : null, chunk);
    },
    flush(done) {
      progress?.end();
      done();
    },
  });
  const source = Buffer.isBuffer(body) ? Readable.from(splitBytes(body), { objectMode: false }) : body;
  return pipeline(source, counter, () => undefined);
}

/** Splits bytes into chunks, so that progress can be reported between them. */
function* splitBytes(bytes: Buffer) {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES);
}

function createTooLargeError(config: Config): Error {
  return createBadRequestError('Request body larger than maxBodyLength limit', config);
}

function createBadRequestError(text: string, config: Config): Error {
  return new axiosRoot.AxiosError(text, 'ERR_BAD_REQUEST', config);
}

function getConfigHeader(config: Config, name: string): string | undefined {
  const value = config.headers.get(name);
  return value ? (value as string | number).toString() : undefined;
}

function hasMethod(value: object, method: string): boolean {
  return typeof (value as Record<string, unknown>)[method] === 'function';
}
