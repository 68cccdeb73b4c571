import { Readable } from 'node:stream';
import type { InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import type { SentRequest } from './client-request.js';
import type { Patience } from './deadline.js';
import { brokenAnswer, failureOf, isLengthMismatch, streamFailureOf, tooLong } from './errors.js';
import { type ProgressMeter, progressMeter } from './progress.js';
import { fieldOf, type Head, type ReceivedHeaders, responseTo } from './response.js';

/** One call, over all of its redirects. */
export interface Call {
  readonly config: InternalAxiosRequestConfig;
  readonly request: SentRequest;
  readonly patience: Patience;
}

/** What came back. */
export interface Answer extends Head {
  /** Whole, or as a stream; `undefined` where nobody wants it. */
  body: Buffer | AnswerBody | undefined;
}

/** What is done with the body of an answer. */
export type Handling = 'gather' | 'stream' | 'discard';

/** How an answer is taken; decided when its head has come. */
export type Decide = (answer: Answer) => Handling;

/** An unwanted body is read to its end, so that its connection can be used again; a large or slow one costs its connection. */
const MOST_DISCARDED_BYTES = 65_536;
const MOST_DISCARDING_MS = 1_000;

const EMPTY = Buffer.alloc(0);
const NOTHING = () => undefined;

/** What undici tells of one request. */
class Exchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined;
  #answer: Answer | undefined;
  #stream: AnswerBody | undefined;
  #chunks: Buffer[] | undefined;
  #size = 0;
  #meter: ProgressMeter | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly call: Call,
    private readonly body: unknown,
    private readonly decide: Decide,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  /** Ends the exchange wherever it is. */
  readonly stop = (error: Error): void => {
    this.reject(error);
    this.#stream?.destroy(error);
    this.#controller?.abort(error);
    this.#dropBody();
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.call.patience.failure) controller.abort(this.call.patience.failure);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: ReceivedHeaders,
    statusText = '',
  ): void {
    if (status < 200) return;
    const answer: Answer = { status, statusText, headers, body: undefined };
    this.#answer = answer;
    const handling = this.decide(answer);
    if (handling === 'gather') {
      this.#chunks = [];
    } else if (handling === 'stream') {
      this.#stream = answer.body = new AnswerBody(controller, headers);
    } else {
      this.#timer = setTimeout(() => controller.abort(new Error('discarded')), MOST_DISCARDING_MS);
      this.#dropBody();
    }
    const { onDownloadProgress } = this.call.config;
    if (onDownloadProgress && handling !== 'discard') {
      const length = Number(fieldOf(headers, 'content-length') ?? Number.NaN);
      this.#meter = progressMeter(onDownloadProgress, 'download', Number.isFinite(length) ? length : undefined);
    }
    if (handling !== 'gather') this.resolve(answer);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    this.#meter?.add(chunk.length);
    if (this.#stream) {
      this.#stream.receive(chunk);
    } else if (this.#chunks) {
      const limit = this.call.config.maxContentLength ?? -1;
      if (limit > -1 && this.#size > limit) this.call.patience.fail(tooLong(this.call));
      else this.#chunks.push(chunk);
    } else if (this.#size > MOST_DISCARDED_BYTES) {
      controller.abort(new Error('discarded'));
    }
  }

  onResponseEnd(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#meter?.end();
    this.#stream?.complete();
    const chunks = this.#chunks;
    const answer = this.#answer;
    if (!chunks || !answer) return;
    answer.body = chunks.length === 1 ? chunks[0] : chunks.length === 0 ? EMPTY : Buffer.concat(chunks, this.#size);
    this.resolve(answer);
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#isWholeNevertheless(error)) {
      this.onResponseEnd();
      return;
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#meter?.end();
    this.#dropBody();
    const { call } = this;
    if (this.#stream) this.#stream.destroy(streamFailureOf(error, call));
    else if (!this.#answer) this.reject(failureOf(error, call));
    else this.reject(brokenAnswer(streamFailureOf(error, call), call, responseTo(call, this.#answer)));
  }

  /** A 304 may tell the length of what it leaves out, which undici 7 then misses. */
  #isWholeNevertheless(error: Error): boolean {
    const isBodyless = this.#answer?.status === 204 || this.#answer?.status === 304;
    return isBodyless && this.#size === 0 && isLengthMismatch(error);
  }

  /** A body that was not read to its end keeps a file open. */
  #dropBody(): void {
    if (this.body instanceof Readable && !this.body.destroyed) this.body.destroy();
  }
}

/** Sends one request. The answer is there when its head has come, or, where it is gathered, its end. */
export function exchange(
  call: Call,
  dispatcher: Pick<Dispatcher, 'dispatch'>,
  options: Dispatcher.DispatchOptions,
  decide: Decide,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body } = options as { body?: unknown };
    const handler = new Exchange(call, body, decide, resolve, reject);
    call.patience.stop = handler.stop;
    if (body instanceof Readable) {
      body.on('error', NOTHING); // undici listens as long as it sends
      if (body.errored) return reject(failureOf(body.errored, call));
    }
    dispatcher.dispatch(options, handler);
  });
}

const HIGH_WATER_MARK = 65_536;
const NO_OP = () => undefined;

/** The body of an answer as a stream: it is read as fast as its reader reads, and its connection is freed when it is destroyed. */
export class AnswerBody extends Readable {
  readonly #controller: Dispatcher.DispatchController;
  readonly #pausableBytes: number;
  #received = 0;
  #isWhole = false;

  constructor(controller: Dispatcher.DispatchController, headers: ReceivedHeaders) {
    super({ highWaterMark: HIGH_WATER_MARK });
    this.#controller = controller;
    this.#pausableBytes = pausableBytes(headers);
    this.on('error', NO_OP); // as with Node's own answers, a failure that nobody listens to ends no process
  }

  receive(chunk: Buffer): void {
    this.#received += chunk.length;
    if (!this.push(chunk) && this.#received < this.#pausableBytes) this.#controller.pause();
  }

  complete(): void {
    this.#isWhole = true;
    this.push(null);
  }

  override _read(): void {
    this.#controller.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#isWhole) {
      this.#isWhole = true;
      this.#controller.abort(error ?? new Error('aborted'));
    }
    process.nextTick(done, error); // who asked for the stream has a tick to listen
  }
}

/**
 * How many bytes of an answer may come before it must not be paused any more; 0 where it must not at all.
 *
 * undici 7 ends the process where a connection is closed by the server while the last answer on it is paused. So what its
 * reader has not read of such an answer stays in memory, and an answer that is whole is not paused for a reader that is slow.
 */
export function pausableBytes(headers: ReceivedHeaders): number {
  const isLast = /\bclose\b/i.test(fieldOf(headers, 'connection') ?? '');
  if (isLast) return 0;
  if (fieldOf(headers, 'transfer-encoding') !== undefined) return Number.POSITIVE_INFINITY;
  const length = Number(fieldOf(headers, 'content-length') ?? Number.NaN);
  return Number.isFinite(length) ? length : 0; // without a length the answer ends with its connection
}
