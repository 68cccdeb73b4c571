import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import {
  createMaxContentLengthError,
  isLengthMismatch,
  toBrokenResponseError,
  toError,
  toStreamError,
} from './errors.js';
import { createProgressMeter, type ProgressMeter } from './progress.js';
import { createAxiosResponse, type UndiciResponse } from './response.js';
import { getHeader, type ReceivedHeaders } from './response-headers.js';
import { ResponseStream } from './response-stream.js';
import type { RequestContext } from './undici-request.js';

/** What to do with the body of a response. */
export type BodyHandling = 'buffer' | 'stream' | 'discard';

/** Decides about the body when the head of the response has arrived. */
export type ChooseBodyHandling = (response: UndiciResponse) => BodyHandling;

/** A body is discarded by reading it, so that its connection can be reused. Beyond these limits the connection is closed instead. */
const MAX_DISCARDED_BYTES = 65_536;
const MAX_DISCARD_MS = 1_000;

const EMPTY = Buffer.alloc(0);
const IGNORE = () => undefined;

/** Sends one request. Resolves when the head of the response has arrived, or, if the body is buffered, when it is complete. */
export function dispatch(
  context: RequestContext,
  dispatcher: Pick<Dispatcher, 'dispatch'>,
  options: Dispatcher.DispatchOptions,
  chooseBodyHandling: ChooseBodyHandling,
): Promise<UndiciResponse> {
  return new Promise((resolve, reject) => {
    const { body } = options as { body?: unknown };
    const handler = new DispatchHandler(context, body, chooseBodyHandling, resolve, reject);
    context.deadline.onFailure = handler.stop;
    if (body instanceof Readable) {
      body.on('error', IGNORE); // undici listens only while it sends
      if (body.errored) return reject(toError(body.errored, context));
    }
    dispatcher.dispatch(options, handler);
  });
}

/** Receives undici's callbacks for one request. */
class DispatchHandler implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined;
  #response: UndiciResponse | undefined;
  #stream: ResponseStream | undefined;
  #chunks: Buffer[] | undefined;
  #receivedBytes = 0;
  #progress: ProgressMeter | undefined;
  #discardTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly context: RequestContext,
    private readonly requestBody: unknown,
    private readonly chooseBodyHandling: ChooseBodyHandling,
    private readonly resolve: (response: UndiciResponse) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  /** Ends the request in whatever state it is. */
  readonly stop = (error: Error): void => {
    this.reject(error);
    this.#stream?.destroy(error);
    this.#controller?.abort(error);
    this.#destroyRequestBody();
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const { failure } = this.context.deadline;
    if (failure) controller.abort(failure);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: ReceivedHeaders,
    statusText = '',
  ): void {
    if (status < 200) return; // informational
    const response: UndiciResponse = { status, statusText, headers, body: undefined };
    this.#response = response;
    const handling = this.chooseBodyHandling(response);
    if (handling !== 'discard') this.context.deadline.clearTimeout();
    if (handling === 'buffer') {
      this.#chunks = [];
    } else if (handling === 'stream') {
      this.#stream = response.body = new ResponseStream(controller, headers);
    } else {
      this.#discardTimer = setTimeout(() => controller.abort(new Error('discarded')), MAX_DISCARD_MS);
      this.#destroyRequestBody();
    }
    const { onDownloadProgress } = this.context.config;
    if (onDownloadProgress && handling !== 'discard') {
      const length = Number(getHeader(headers, 'content-length') ?? Number.NaN);
      const total = Number.isFinite(length) ? length : undefined;
      this.#progress = createProgressMeter(onDownloadProgress, 'download', total);
    }
    if (handling !== 'buffer') this.resolve(response);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#receivedBytes += chunk.length;
    this.#progress?.add(chunk.length);
    if (this.#stream) {
      this.#stream.receive(chunk);
    } else if (this.#chunks) {
      const { config, deadline } = this.context;
      const limit = config.maxContentLength ?? -1;
      if (limit > -1 && this.#receivedBytes > limit) deadline.fail(createMaxContentLengthError(this.context));
      else this.#chunks.push(chunk);
    } else if (this.#receivedBytes > MAX_DISCARDED_BYTES) {
      controller.abort(new Error('discarded'));
    }
  }

  onResponseEnd(): void {
    if (this.#discardTimer) clearTimeout(this.#discardTimer);
    this.#progress?.end();
    this.#stream?.complete();
    const chunks = this.#chunks;
    const response = this.#response;
    if (!chunks || !response) return;
    const isSingle = chunks.length === 1;
    response.body = isSingle ? chunks[0] : chunks.length === 0 ? EMPTY : Buffer.concat(chunks, this.#receivedBytes);
    this.#release();
    this.resolve(response);
  }

  /**
   * Lets go of the response. undici's objects outlive it: under load V8 otherwise moves most finished calls to its old generation,
   * where they stay until the next full collection.
   */
  #release(): void {
    this.context.deadline.onFailure = undefined;
    this.#controller = undefined;
    this.#response = undefined;
    this.#chunks = undefined;
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#isCompleteDespite(error)) {
      this.onResponseEnd();
      return;
    }
    if (this.#discardTimer) clearTimeout(this.#discardTimer);
    this.#progress?.end();
    this.#destroyRequestBody();
    const { context } = this;
    if (this.#stream) {
      this.#stream.destroy(toStreamError(error, context));
    } else if (this.#response) {
      const response = createAxiosResponse(context, this.#response);
      this.reject(toBrokenResponseError(toStreamError(error, context), context, response));
    } else {
      this.reject(toError(error, context));
    }
  }

  /** A 304 may state the length of the body that it omits. undici 7 then reports that body as missing. */
  #isCompleteDespite(error: Error): boolean {
    const hasNoBody = this.#response?.status === 204 || this.#response?.status === 304;
    return hasNoBody && this.#receivedBytes === 0 && isLengthMismatch(error);
  }

  /** A source that is not read to its end would keep its file open. */
  #destroyRequestBody(): void {
    if (this.requestBody instanceof Readable && !this.requestBody.destroyed) this.requestBody.destroy();
  }
}
