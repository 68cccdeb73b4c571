import type { CancelToken, InternalAxiosRequestConfig } from 'axios';
import type { Observable } from 'rxjs';
import { axiosRoot } from './axios.js';
import { type CancelSubscription, LinkedCancelToken } from './cancel-token.js';

/**
 * The time budget of one request: `timeout` counts from its construction to the head of the response, whatever the time is spent
 * on, and `signal` or `cancelToken` stops it at once. axios itself checks them only while a request is being sent.
 *
 * Observes them between `start()` and `close()`, or for the duration of `waitFor()`.
 */
export class RequestDeadline {
  /** The caller's `timeout` in ms. 0 if there is none, `NaN` if it is not a number, which is treated as none. */
  readonly timeoutMs: number;
  /** Why the request ended early. `undefined` as long as it may continue. */
  failure: Error | undefined;
  /** Called once when the request ends early; stops whatever the request is doing. */
  onFailure: ((error: Error) => void) | undefined;
  /** Becomes the `request` of the errors. */
  request: object | undefined;
  /** True if an adapter of this package has been given it. */
  isShared = false;
  readonly #config: InternalAxiosRequestConfig;
  /** Pinned, so that the listeners are removed from where they were added. */
  readonly #signal: InternalAxiosRequestConfig['signal'];
  readonly #cancelToken: CancelToken | undefined;
  /** 0 without a timeout. */
  readonly #startedAt: number;
  #timer: NodeJS.Timeout | undefined;
  #onCancel: ((reason?: unknown) => void) | undefined;

  /** @param config The caller's own: errors hold it. */
  constructor(config: InternalAxiosRequestConfig, request?: object) {
    this.#config = config;
    this.#signal = config.signal;
    this.#cancelToken = config.cancelToken;
    this.request = request;
    this.timeoutMs = parseTimeout(config);
    this.#startedAt = this.timeoutMs > 0 ? performance.now() : 0;
  }

  /** The deadline that a config carries for an adapter of this package, otherwise a new one. */
  static fromConfig(config: InternalAxiosRequestConfig, request: object): RequestDeadline {
    const shared = (config as ConfigWithDeadline)[DEADLINE];
    if (shared === undefined) return new RequestDeadline(config, request);
    shared.request = request;
    return shared;
  }

  /** Passes this deadline on to an adapter that uses {@link fromConfig}. */
  shareWith(config: InternalAxiosRequestConfig): void {
    this.isShared = true;
    (config as ConfigWithDeadline)[DEADLINE] = this;
  }

  /**
   * Waits for the first value of an observable within the budget.
   *
   * @throws AxiosError `ECONNABORTED` or `ETIMEDOUT` after the timeout, `ERR_CANCELED` after an abort, or the observable's error.
   */
  async waitFor<T>(source: Observable<T>): Promise<T> {
    this.assertActive();
    try {
      return await new Promise<T>((resolve, reject) => {
        const wait = source.subscribe({ next: resolve, error: reject });
        this.onFailure = (error) => {
          wait.unsubscribe();
          reject(error);
        };
        this.start();
      });
    } finally {
      this.close();
    }
  }

  /**
   * Calls an adapter within the budget. When the time is up, the adapter is cancelled and the promise is rejected, even if the
   * adapter does not listen. An abort is the adapter's own concern, as in axios.
   *
   * @throws What the adapter throws, or the failure of this deadline, in which case nothing may have been sent.
   */
  callAdapter<T>(
    send: (config: InternalAxiosRequestConfig) => Promise<T>,
    sent: InternalAxiosRequestConfig,
  ): Promise<T> {
    this.assertActive();
    if (!(this.timeoutMs > 0)) return send(sent);
    const cancelToken = new LinkedCancelToken(this.#cancelToken);
    sent.cancelToken = cancelToken as unknown as CancelToken;
    return new Promise<T>((resolve, reject) => {
      this.onFailure = (error) => {
        cancelToken.cancel(error);
        setImmediate(reject, error); // if the adapter does not listen
      };
      this.#startTimer();
      const fail = (error: unknown) => {
        this.clearTimeout();
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- passed on as the adapter gave it
        reject(this.failure ? this.#withRequest(this.failure, error) : error);
      };
      send(sent).then((value) => {
        this.clearTimeout();
        resolve(value);
      }, fail);
    });
  }

  /** Starts the timer and listens for an abort. Fails at once if the caller has aborted already. */
  start(): void {
    this.listen();
    if (!this.failure) this.#startTimer();
  }

  /** Listens for an abort only. */
  listen(): void {
    const signal = this.#signal;
    const cancelToken = this.#cancelToken as unknown as CancelSubscription | undefined;
    if (this.#onCancel || (!signal && !cancelToken)) return;
    const onCancel = (reason?: unknown) => this.fail(this.#toCancelError(reason));
    this.#onCancel = onCancel;
    cancelToken?.subscribe(onCancel);
    if (signal?.aborted) onCancel();
    else signal?.addEventListener?.('abort', onCancel);
  }

  /** Ends the request early, unless it has already ended. */
  fail(error: Error): void {
    if (this.failure) return;
    this.failure = error;
    this.close();
    this.onFailure?.(error);
  }

  /** @throws The reason if the request has ended early. */
  throwIfFailed(): void {
    if (this.failure) throw this.failure;
  }

  /** @throws The reason if the request has to end, whether or not this deadline has been listening. */
  assertActive(): void {
    this.throwIfFailed();
    if (this.#signal?.aborted) this.fail(this.#toCancelError(undefined));
    else if (this.#cancelToken?.reason) this.fail(this.#toCancelError(this.#cancelToken.reason));
    else if (this.timeoutMs > 0 && performance.now() - this.#startedAt >= this.timeoutMs)
      this.fail(this.#toTimeoutError());
    this.throwIfFailed();
  }

  /** Stops the timeout only: an abort still ends the request. */
  clearTimeout(): void {
    clearTimeout(this.#timer);
  }

  /** Stops the timeout and removes all listeners. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    const onCancel = this.#onCancel;
    if (!onCancel) return;
    this.#onCancel = undefined;
    (this.#cancelToken as unknown as CancelSubscription | undefined)?.unsubscribe(onCancel);
    this.#signal?.removeEventListener?.('abort', onCancel);
  }

  #startTimer(): void {
    if (!(this.timeoutMs > 0)) return; // NaN included
    const remainingMs = this.timeoutMs - (performance.now() - this.#startedAt);
    this.#timer = setTimeout(() => this.fail(this.#toTimeoutError()), Math.max(1, Math.ceil(remainingMs)));
  }

  /** Gives the error of this deadline the request of the adapter's error. */
  #withRequest(failure: Error, error: unknown): Error {
    const { request } = (error ?? {}) as { request?: unknown };
    return request ? Object.assign(failure, { request }) : failure;
  }

  #toTimeoutError(): Error {
    return createTimeoutError(this.#config, this.request);
  }

  /** A cancel token passes its error, a signal passes an event. */
  #toCancelError(reason: unknown): Error {
    if (reason instanceof Error || axiosRoot.isCancel(reason)) return reason as Error;
    return createCancelError(this.#config, this.request);
  }
}

/** Shared by the process: the undici adapter may come from another bundle of this package. */
const DEADLINE = Symbol.for('nestjs-aspose-auth.deadline');

interface ConfigWithDeadline {
  [DEADLINE]?: RequestDeadline;
}

/** As axios parses it. */
function parseTimeout({ timeout }: InternalAxiosRequestConfig): number {
  return timeout ? Number.parseInt(String(timeout), 10) : 0;
}

/** Creates the error that axios creates for a request that took too long. */
export function createTimeoutError(config: InternalAxiosRequestConfig, request?: object): Error {
  const code = config.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
  return new axiosRoot.AxiosError(getTimeoutMessage(config), code, config, request);
}

function getTimeoutMessage({ timeout, timeoutErrorMessage }: InternalAxiosRequestConfig): string {
  return timeoutErrorMessage || (timeout ? `timeout of ${timeout}ms exceeded` : 'timeout exceeded');
}

/** Creates the error that axios creates for a request that its caller has aborted. */
export function createCancelError(config: InternalAxiosRequestConfig, request?: object, message?: string): Error {
  return new axiosRoot.CanceledError(message, config, request);
}
