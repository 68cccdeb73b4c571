import { Readable } from 'node:stream';
import type { InternalAxiosRequestConfig } from 'axios';
import { from } from 'rxjs';
import type { RequestDeadline } from '../util/request-deadline.js';
import { isAsyncIterable, isOneShot } from './chunk-source.js';
import { RecordedBody } from './recorded-body.js';

type Config = InternalAxiosRequestConfig;

/** What one attempt sends. */
export interface OpenBody {
  readonly data: unknown;
  /** Headers of a form, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The body of one call, if it has to be opened for each attempt: a function, which creates it anew, or a one-shot body, of which
 * what has been sent is kept.
 */
export class RequestBody {
  readonly #config: Config;
  readonly #data: unknown;
  #recorded: RecordedBody | undefined;
  #headers: OpenBody['headers'];
  #sent: Readable | undefined;

  /** @param maxBytes How much of a one-shot body is kept. */
  constructor(config: Config, maxBytes: number) {
    this.#config = config;
    this.#data = config.data as unknown;
    if (isOneShot(this.#data)) this.#recorded = new RecordedBody(this.#data, maxBytes);
  }

  /** Creates the body of a call; `undefined` if the data itself can be sent any number of times. */
  static create(config: Config, maxBytes: number): RequestBody | undefined {
    const { data } = config as { data?: unknown };
    return typeof data === 'function' || isOneShot(data) ? new RequestBody(config, maxBytes) : undefined;
  }

  /** True if the body can be sent once more, whole. */
  get isReplayable(): boolean {
    return typeof this.#data === 'function' || this.#recorded?.isReplayable === true;
  }

  /**
   * Opens the body for one attempt.
   *
   * @throws What a body factory throws, or the failure of the deadline. A stream that the factory returns later is destroyed.
   */
  async open(deadline: RequestDeadline): Promise<OpenBody> {
    if (typeof this.#data === 'function') return this.#openFactory(this.#data as () => unknown, deadline);
    this.#headers ??= await getFormHeaders(this.#data as object, this.#config);
    deadline.assertActive();
    return this.#openRecorded();
  }

  /** Stops sending. A one-shot body can be opened again; what a function has created is destroyed. */
  endAttempt(): void {
    this.#sent?.unpipe();
    this.#sent?.destroy();
    if (typeof this.#data === 'function') this.#recorded?.destroy();
  }

  /** True if the current attempt has read all of the body. */
  get isSent(): boolean {
    return this.#sent === undefined || this.#sent.readableEnded;
  }

  /** The body will not be sent again. What is still being sent continues. */
  accept(): void {
    this.#recorded?.accept();
  }

  /** The call is over without success: stops sending, and closes the source. */
  destroy(): void {
    this.endAttempt();
    this.#recorded?.destroy();
  }

  async #openFactory(create: () => unknown, deadline: RequestDeadline): Promise<OpenBody> {
    let created = create();
    if (typeof (created as Partial<Promise<unknown>> | undefined)?.then === 'function') {
      const pending = Promise.resolve(created);
      created = await deadline.waitFor(from(pending)).catch((error: unknown) => {
        pending.then(destroyUnused, () => undefined);
        throw error;
      });
    }
    try {
      deadline.assertActive();
      if (!isOneShot(created)) return { data: created };
      this.#headers = await getFormHeaders(created, this.#config);
      deadline.assertActive();
    } catch (error) {
      destroyUnused(created);
      throw error;
    }
    this.#recorded = new RecordedBody(created, 0);
    return this.#openRecorded();
  }

  #openRecorded(): OpenBody {
    this.#sent = (this.#recorded as RecordedBody).open();
    return { data: this.#sent, ...(this.#headers && { headers: this.#headers }) };
  }
}

function destroyUnused(body: unknown): void {
  if (isOneShot(body)) new RecordedBody(body, 0).destroy();
}

/** A form of the package `form-data`. */
interface PackageForm {
  getHeaders(): Record<string, string>;
  getLength?(done: (error: Error | null, length: number) => void): void;
}

/** The headers that axios takes from a form. Read before the form is: its boundary and length are the same for all attempts. */
async function getFormHeaders(form: object, config: Config): Promise<OpenBody['headers']> {
  const { getHeaders, getLength } = form as Partial<PackageForm>;
  if (typeof getHeaders !== 'function') return undefined;
  const policy = (config as { formDataHeaderPolicy?: string }).formDataHeaderPolicy;
  const isWanted = (name: string) => policy !== 'content-only' || /^content-(?:type|length)$/.test(name);
  const fields = Object.entries(getHeaders.call(form)).map(([name, value]) => [name.toLowerCase(), value] as const);
  const headers = Object.fromEntries(fields.filter(([name]) => isWanted(name)));
  if (headers['content-length'] || config.headers.has('content-length') || typeof getLength !== 'function')
    return headers;
  const length = await new Promise<number>((resolve) => {
    getLength.call(form, (error, known) => resolve(error ? Number.NaN : known));
  });
  if (Number.isFinite(length) && length >= 0) headers['content-length'] = String(length);
  return headers;
}

/** A list of transformations that lets bodies pass that axios does not know. */
type Transforms = Config['transformRequest'] & { [ORIGINAL]?: Config['transformRequest'] };

const ORIGINAL = Symbol('transformRequest of the caller');
/** The async iterables of callers, by the streams that stand for them. */
const iterables = new WeakMap<object, unknown>();

/**
 * Keeps a body that axios' own transformation would lose: it turns a function into nothing if the content type is JSON, and an
 * async iterable into `{}`. Called when the request begins, {@link restoreBody} when it has been transformed.
 */
export function keepBody(config: Config): void {
  const { data } = config as { data?: unknown };
  const isFunction = typeof data === 'function';
  if (!isFunction && !(typeof data === 'object' && data !== null && isPlainIterable(data))) return;
  const original = config.transformRequest;
  const list = (Array.isArray(original) ? original : [original ?? []]).flat() as unknown as Transform[];
  const transforms = list.map((transform): Transform => {
    return function (this: unknown, body, ...rest) {
      const result: unknown = transform.call(this, body, ...rest);
      return typeof body === 'function' && result === undefined ? body : result;
    };
  });
  if (!isFunction) transforms.unshift((body) => toStandIn(body as AsyncIterable<unknown>));
  config.transformRequest = Object.assign(transforms, { [ORIGINAL]: original });
}

type Transform = (this: unknown, data: unknown, ...rest: unknown[]) => unknown;

/** Gives the caller's config back what {@link keepBody} has changed in it. */
export function restoreBody(config: Config): void {
  const transforms = config.transformRequest as Transforms | undefined;
  if (transforms && ORIGINAL in transforms) config.transformRequest = transforms[ORIGINAL];
  const { data } = config as { data?: unknown };
  if (typeof data === 'object' && data !== null && iterables.has(data)) config.data = iterables.get(data);
}

/** True for an async iterable that is nothing else that axios knows, and that is not meant to be sent as JSON. */
function isPlainIterable(data: object): boolean {
  const { pipe, getReader, toJSON } = data as Record<string, unknown>;
  return isAsyncIterable(data) && [pipe, getReader, toJSON].every((member) => typeof member !== 'function');
}

function toStandIn(iterable: AsyncIterable<unknown>): Readable {
  const stream = Readable.from(iterable, { objectMode: false });
  iterables.set(stream, iterable);
  return stream;
}

/** Closes the source of a request that failed before it could be sent. */
export function closeBody(config: Config): void {
  RequestBody.create(config, 0)?.destroy();
}
