import { randomBytes } from 'node:crypto';
import { PassThrough, pipeline, Readable, Transform } from 'node:stream';
import type { AxiosProgressEvent, InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';
import { progressMeter } from './progress.js';

/** The body of a request. */
export interface Payload {
  /** By lower-case name; an empty text takes a header of the caller's off. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether `open` can be called again, for a redirect that takes the body along. */
  readonly isReplayable: boolean;
  open(): string | Buffer | Readable;
}

/** A form of the `form-data` package. */
interface PackageForm extends NodeJS.ReadableStream {
  getHeaders(): Record<string, string>;
  getLength?(done: (error: Error | null, length: number) => void): void;
}

type Config = InternalAxiosRequestConfig;
type Maybe<T> = T | Promise<T>;

/** No length of the caller's: that of no body would be waited for, that of another body be wrong. */
export const NO_LENGTH: Readonly<Record<string, string>> = { 'content-length': '' };

function badRequest(text: string, config: Config): Error {
  return new axiosRoot.AxiosError(text, 'ERR_BAD_REQUEST', config);
}
const tooLarge = (config: Config) => badRequest('Request body larger than maxBodyLength limit', config);

function headerOf(config: Config, name: string): string | undefined {
  const value = config.headers.get(name);
  return value ? (value as string | number).toString() : undefined;
}

/** A body that undici reads as a stream, watched where somebody wants to know. */
function streamed(config: Config, headers: Payload['headers'], isReplayable: boolean, open: () => Readable): Payload {
  const { maxBodyLength: limit = -1, onUploadProgress: listener } = config;
  if (limit <= -1 && !listener) return { headers, isReplayable, open };
  const length = Number(headers['content-length'] ?? headerOf(config, 'content-length') ?? Number.NaN);
  const total = Number.isFinite(length) ? length : undefined;
  const watch = { limit, tooLarge: () => tooLarge(config), listener, total };
  return { headers, isReplayable, open: () => meteredBody(open(), watch) };
}

/** Undici measures it, and a `MockAgent` compares a text as such. */
function ofBytes(bytes: string | Buffer, config: Config): Payload {
  const { maxBodyLength: limit = -1, onUploadProgress: listener } = config;
  if (limit > -1 && Buffer.byteLength(bytes) > limit) throw tooLarge(config);
  if (!listener) return { headers: NO_LENGTH, isReplayable: true, open: () => bytes };
  const total = Buffer.byteLength(bytes);
  const watch = { limit, tooLarge: () => tooLarge(config), listener, total };
  return {
    headers: { 'content-length': String(total) },
    isReplayable: true,
    open: () => meteredBody(Buffer.from(bytes as string), watch),
  };
}

function ofForm(form: EncodedForm, config: Config): Payload {
  const headers = { 'content-type': form.contentType, 'content-length': String(form.length) };
  return streamed(config, headers, true, () => form.open());
}

function ofBlob(blob: Blob, config: Config): Payload {
  const length = String(blob.size);
  const headers: Record<string, string> = { 'content-length': length };
  if (blob.size) headers['content-type'] = blob.type || 'application/octet-stream';
  return streamed(config, headers, true, () => Readable.from(blob.stream()));
}

/** Streams of before Node's own have no way to be paused that undici knows. */
function modern(stream: NodeJS.ReadableStream): Readable {
  if (stream instanceof Readable) return stream;
  return pipeline(stream, new PassThrough(), () => undefined);
}

async function ofPackageForm(form: PackageForm, config: Config): Promise<Payload> {
  const policy = (config as { formDataHeaderPolicy?: string }).formDataHeaderPolicy;
  const given = Object.entries(form.getHeaders()).map(([name, value]) => [name.toLowerCase(), value] as const);
  const isWanted = (name: string) => policy !== 'content-only' || /^content-(?:type|length)$/.test(name);
  const headers = Object.fromEntries(given.filter(([name]) => isWanted(name)));
  if (!headers['content-length'] && !headerOf(config, 'content-length') && form.getLength) {
    const length = await new Promise<number>((resolve) => {
      form.getLength?.((error, known) => resolve(error ? Number.NaN : known));
    });
    if (Number.isFinite(length) && length >= 0) headers['content-length'] = String(length);
  }
  return streamed(config, headers, false, () => modern(form));
}

const has = (value: object, method: string) => typeof (value as Record<string, unknown>)[method] === 'function';

/**
 * The body that is sent for `data`, as axios' transformations have left it.
 *
 * @returns `undefined` for no body.
 * @throws AxiosError `ERR_BAD_REQUEST` for what is no body, or too large a one.
 */
export function payloadOf(data: unknown, config: Config): Maybe<Payload | undefined> {
  if (!data) return undefined;
  if (typeof data === 'string' || Buffer.isBuffer(data)) return ofBytes(data, config);
  if (typeof data === 'object') {
    const isForm = Object.prototype.toString.call(data) === '[object FormData]' && Symbol.iterator in data;
    if (isForm) return ofForm(encodedForm(data as FormData, headerOf(config, 'content-type')), config);
    if (has(data, 'pipe') && has(data, 'getHeaders')) return ofPackageForm(data as PackageForm, config);
    if (has(data, 'pipe')) return streamed(config, {}, false, () => modern(data as NodeJS.ReadableStream));
    if (has(data, 'getReader')) return streamed(config, {}, false, () => Readable.fromWeb(data as never));
    if (has(data, 'arrayBuffer') && has(data, 'stream')) return ofBlob(data as Blob, config);
    if (ArrayBuffer.isView(data)) return ofBytes(Buffer.from(data.buffer, data.byteOffset, data.byteLength), config);
    const kind = Object.prototype.toString.call(data);
    if (kind === '[object ArrayBuffer]') return ofBytes(Buffer.from(data as ArrayBuffer), config);
  }
  throw badRequest('Data after transformation must be a string, an ArrayBuffer, a Buffer, or a Stream', config);
}

const NEW_LINE = '\r\n';
const ESCAPES: Readonly<Record<string, string>> = { '\r': '%0D', '\n': '%0A', '"': '%22' };
const escaped = (name: string) => name.replace(/[\r\n"]/g, (character) => ESCAPES[character] ?? character);

interface Part {
  readonly head: Buffer;
  readonly value: Buffer | Blob;
}

function partOf([name, value]: [string, string | File]): Part {
  const disposition = `Content-Disposition: form-data; name="${escaped(name)}"`;
  if (typeof value === 'string') {
    const text = value.replace(/\r?\n|\r\n?/g, NEW_LINE);
    return { head: Buffer.from(disposition + NEW_LINE + NEW_LINE), value: Buffer.from(text) };
  }
  const type = (value.type || 'application/octet-stream').replace(/[\r\n]/g, '');
  const file = value.name ? `; filename="${escaped(value.name)}"` : '';
  return { head: Buffer.from(`${disposition}${file}${NEW_LINE}Content-Type: ${type}${NEW_LINE}${NEW_LINE}`), value };
}

/** The boundary that a caller's `Content-Type` announces. */
const boundaryIn = (contentType: string | undefined) => /boundary=([-\w]{10,70})/i.exec(contentType ?? '')?.[1];

const lengthOf = (value: Buffer | Blob) => (Buffer.isBuffer(value) ? value.length : value.size);

/** A form of the platform's `FormData`, encoded as axios does. */
export interface EncodedForm {
  readonly contentType: string;
  readonly length: number;
  /** Reads the form from its beginning. */
  readonly open: () => Readable;
}

/** @param contentType The caller's own, for its boundary. */
export function encodedForm(form: FormData, contentType: string | undefined): EncodedForm {
  const random = randomBytes(18).toString('base64url');
  const boundary = boundaryIn(contentType) ?? `axios-${axiosRoot.VERSION}-boundary-${random}`;
  const parts = [...form.entries()].map(partOf);
  const opening = Buffer.from(`--${boundary}${NEW_LINE}`);
  const closing = Buffer.from(`--${boundary}--${NEW_LINE}`);
  const between = Buffer.from(NEW_LINE);
  const around = opening.length + between.length;
  const length = parts.reduce((sum, { head, value }) => sum + around + head.length + lengthOf(value), closing.length);
  const chunks = async function* () {
    for (const { head, value } of parts) {
      yield opening;
      yield head;
      if (Buffer.isBuffer(value)) yield value;
      else yield* value.stream();
      yield between;
    }
    yield closing;
  };
  return { contentType: `multipart/form-data; boundary=${boundary}`, length, open: () => Readable.from(chunks()) };
}

const CHUNK_BYTES = 65_536;

/** What is watched while a body is sent. */
export interface BodyWatch {
  /** Most bytes that may be sent; -1 for any number. */
  readonly limit: number;
  /** What a body that is larger fails with. */
  readonly tooLarge: () => Error;
  readonly listener: ((event: AxiosProgressEvent) => void) | undefined;
  readonly total: number | undefined;
}

/** Bytes as a stream of pieces, so that their way can be followed. */
function* piecesOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** A body whose bytes are counted on their way: for a limit, for a progress listener. */
export function meteredBody(body: Buffer | Readable, { limit, tooLarge, listener, total }: BodyWatch): Readable {
  const meter = listener && progressMeter(listener, 'upload', total);
  let sent = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      const isTooLarge = limit > -1 && sent > limit;
      if (!isTooLarge) meter?.add(chunk.length);
      done(isTooLarge ? tooLarge() : null, chunk);
    },
    flush(done) {
      meter?.end();
      done();
    },
  });
  const source = Buffer.isBuffer(body) ? Readable.from(piecesOf(body), { objectMode: false }) : body;
  return pipeline(source, counter, () => undefined);
}
