import { randomBytes } from 'node:crypto';
import { finished, type Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { from } from 'rxjs';
import type { AccessToken } from '../token/access-token.js';
import { holdsNoHeaders, redactRequest } from '../util/redact.js';
import { RequestDeadline } from '../util/request-deadline.js';
import { isReplayableBody } from './chunk-source.js';
import { addHeaders } from './pinned-config.js';
import { RequestBody } from './request-body.js';
import { createProgressListener, DownloadProgress } from './request-options.js';
import { createRedirectGuard, getResponseUrl, isAtOrigin, type RedirectState } from './request-origin.js';
import { callAtEnd, collectBody, discardResponse, drainBody, isStream } from './response-body.js';

/** Sends one call through an adapter, as often as needed. */
export class AxiosSender {
  readonly deadline: RequestDeadline;
  readonly #adapter: AxiosAdapter;
  /** The caller's. Responses and errors hold it. */
  readonly #config: InternalAxiosRequestConfig;
  /** What the adapter gets. */
  readonly #sent: InternalAxiosRequestConfig;
  readonly #headers: InternalAxiosRequestConfig['headers'];
  readonly #origin: string | undefined;
  readonly #body: RequestBody | undefined;
  /** True if the adapter is told to stream a response that the caller wants whole. */
  readonly #isStreamed: boolean;
  readonly #sharesDeadline: boolean;
  #download: DownloadProgress | undefined;
  #isReleased = false;

  constructor(
    adapter: AxiosAdapter,
    config: InternalAxiosRequestConfig,
    sent: InternalAxiosRequestConfig,
    { deadline = new RequestDeadline(config), origin, replayBufferBytes }: SenderOptions,
  ) {
    this.deadline = deadline;
    this.#adapter = adapter;
    this.#config = config;
    this.#sent = sent;
    this.#origin = origin;
    this.#body = RequestBody.create(config, replayBufferBytes);
    const name = getAdapterName(adapter);
    this.#headers = name === undefined ? config.headers : pinBoundary(config);
    this.#isStreamed = config.responseType !== 'stream' && needsHead(sent, name);
    if (this.#isStreamed) Object.assign(sent, { responseType: 'stream', maxContentLength: -1 });
    const { onUploadProgress, onDownloadProgress } = sent;
    if (onUploadProgress) sent.onUploadProgress = createProgressListener(onUploadProgress);
    if (onDownloadProgress) sent.onDownloadProgress = createProgressListener(onDownloadProgress);
    this.#sharesDeadline = name === 'undici';
    if (this.#sharesDeadline) deadline.shareWith(sent);
  }

  isReplayable(): boolean {
    return this.#body?.isReplayable ?? isReplayableBody(this.#sent.data);
  }

  /**
   * Sends the request once. The token is set on the copy of the config that only the adapter sees. Afterwards the caller's own
   * config is restored, and the token is removed from what Node keeps of the request (H-2).
   *
   * @throws What a body factory throws, or the failure of the deadline, if nothing was sent.
   */
  async send(token: AccessToken | undefined): Promise<SendResult> {
    const authorization = token?.authorization;
    const sent = this.#sent;
    const body = this.#body && (await this.#body.open(this.deadline));
    if (body) sent.data = body.data;
    sent.headers = addHeaders(this.#headers, authorization, body?.headers);
    const state: RedirectState = { tokenSent: true };
    if (authorization !== undefined && this.#origin !== undefined) {
      sent.beforeRedirect = createRedirectGuard(this.#origin, authorization, this.#config.beforeRedirect, state);
    }
    this.#trackDownload();
    try {
      const response = await this.#callAdapter();
      this.#restore(response, authorization, state);
      return { response, tokenSent: state.tokenSent };
    } catch (error) {
      const failed = error as { config?: unknown; request?: unknown; response?: AxiosResponse } | undefined;
      if (failed && typeof failed === 'object') this.#restore(failed, authorization, state);
      if (failed?.response) this.#restore(failed.response, authorization, state);
      return { response: failed?.response, failure: { error }, tokenSent: state.tokenSent };
    } finally {
      sent.headers = this.#config.headers; // late errors of a streamed response still hold the copy
    }
  }

  /** Makes way for the next attempt: reads the response to its end, and stops the upload if it has not ended. */
  async endAttempt(response: AxiosResponse | undefined): Promise<() => void> {
    const undo = isStream(response?.data) ? await this.#drain(response) : undefined;
    this.#endUpload(response);
    // undici frees a connection in the next turn of the event loop. Before that, a replay would open another one.
    if (this.#sharesDeadline) await nextTurn();
    return undo ?? (() => undefined);
  }

  /**
   * Ends the call as the adapter ended it: with the response in the form that the caller's config asks for, or by throwing what
   * the adapter threw.
   */
  finish(result: SendResult): AxiosResponse | Promise<AxiosResponse> {
    const { response } = result;
    this.#download?.open();
    this.#body?.accept();
    // The undici adapter streams a 401 as well.
    const isStreamed = this.#isStreamed || (this.#sharesDeadline && isStream(response?.data));
    if (response && isStreamed && this.#config.responseType !== 'stream') {
      return this.#collect(response).then(() => this.#end(result));
    }
    return this.#end(result);
  }

  /**
   * The call has failed: leaves nothing of it open. If the caller still reads the response, as soon as that has ended: the server
   * may read the request while it sends the response.
   */
  release(response?: AxiosResponse): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    const data: unknown = response?.data;
    const end = () => {
      this.#body?.destroy();
      this.#endUpload(response);
    };
    if (this.#body === undefined || this.#body.isSent) end();
    else if (isReadable(data) && !data.destroyed) finished(data, end);
    else if (response && data instanceof ReadableStream) response.data = callAtEnd(data, end);
    else end();
  }

  #callAdapter(): Promise<AxiosResponse> {
    // The deadline is shared with this adapter, which knows when the head of the response arrives.
    if (this.#sharesDeadline) {
      this.deadline.assertActive();
      return this.#adapter(this.#sent);
    }
    return this.deadline.callAdapter(this.#adapter, this.#sent);
  }

  #drain(response: AxiosResponse | undefined): Promise<() => void> {
    return this.deadline.waitFor(from(drainBody(response))).catch((error: unknown) => {
      discardResponse(response);
      throw error;
    });
  }

  #end({ response, failure }: SendResult): AxiosResponse {
    if (failure || !response || response.status >= 400) this.release(response);
    if (failure) throw failure.error;
    return response as AxiosResponse;
  }

  #trackDownload(): void {
    const { onDownloadProgress: listener, responseType } = this.#config;
    if (!listener || !(this.#isStreamed || responseType === 'stream')) return;
    this.#download = new DownloadProgress(listener);
    this.#sent.onDownloadProgress = this.#download.listener;
  }

  async #collect(response: AxiosResponse): Promise<void> {
    const { deadline } = this;
    const { data } = response as AxiosResponse<Readable>;
    deadline.onFailure = (error) => void data.destroy(error);
    deadline.listen();
    try {
      await collectBody(response, this.#config);
    } catch (error) {
      this.#endUpload(response);
      throw error;
    } finally {
      deadline.close();
    }
  }

  #restore(holder: Holder, authorization: string | undefined, state: RedirectState): void {
    if (holder.config === this.#sent) holder.config = this.#config;
    if (authorization === undefined || this.#origin === undefined || holdsNoHeaders(holder.request)) return;
    const responseUrl = getResponseUrl(holder.request);
    if (responseUrl !== undefined && !isAtOrigin(this.#origin, responseUrl)) state.tokenSent = false;
    redactRequest(holder.request, authorization);
    hideRequest(holder);
  }

  /** Frees the connection of a request that was answered before all of it was sent. */
  #endUpload(response: AxiosResponse | undefined): void {
    const request = response?.request as { writableFinished?: boolean; destroy?: () => void } | undefined;
    this.#body?.endAttempt();
    if (request?.writableFinished === false) request.destroy?.();
  }
}

/** The result of one attempt: what the adapter returned or threw, with the token removed from it. */
export interface SendResult {
  readonly response: AxiosResponse | undefined;
  /** What the adapter threw; absent if it returned a response. */
  readonly failure?: { readonly error: unknown };
  /** False if a redirect led to another origin, so that the last response is to a request without the token. */
  readonly tokenSent: boolean;
}

export interface SenderOptions {
  /** Of a call that has already waited. Default: a new one. */
  readonly deadline?: RequestDeadline | undefined;
  /** Absent if no token is sent. */
  readonly origin?: string;
  readonly replayBufferBytes: number;
}

interface Holder {
  config?: unknown;
  request?: unknown;
}

/** Hides `request` from loggers that walk over objects. It can still be read by name. */
function hideRequest(holder: Holder): void {
  const { request } = holder;
  if (request === undefined) return;
  Object.defineProperty(holder, 'request', { value: request, enumerable: false, writable: true, configurable: true });
}

function isReadable(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && 'readableEnded' in body;
}

/** The adapters that this package knows: axios' own over Node's http, whichever copy of axios it is from, and that over undici. */
function getAdapterName(adapter: AxiosAdapter): 'http' | 'undici' | undefined {
  const { adapterName } = adapter as { adapterName?: unknown };
  return adapterName === 'http' || adapterName === 'undici' ? adapterName : undefined;
}

/**
 * True if the head of the response has to be seen before its body is read: to end the caller's timeout there, or because the body
 * of a 401 that is replayed must not count for `maxContentLength` and download progress.
 */
function needsHead(config: InternalAxiosRequestConfig, adapterName: 'http' | 'undici' | undefined): boolean {
  const { maxContentLength = -1, onDownloadProgress, timeout } = config;
  if (adapterName === undefined) return false;
  return maxContentLength > -1 || Boolean(onDownloadProgress) || (adapterName === 'http' && Boolean(timeout));
}

/** Gives a native form a boundary of its own, so that a replay has the same bytes. */
function pinBoundary({ data, headers }: InternalAxiosRequestConfig): InternalAxiosRequestConfig['headers'] {
  if (!(data instanceof FormData) || /boundary=/i.test(String(headers.getContentType() ?? ''))) return headers;
  return addHeaders(headers, undefined, {
    'content-type': `multipart/form-data; boundary=----aspose-auth-${randomBytes(18).toString('hex')}`,
  });
}
