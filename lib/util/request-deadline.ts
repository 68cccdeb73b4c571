import type { InternalAxiosRequestConfig } from 'axios';
import type { Observable } from 'rxjs';
import { firstValueOrAbort } from './abort.js';
import { axiosRoot } from './axios.js';

/** Members of axios' cancel token that its typings leave out. */
interface CancelSubscription {
  subscribe(listener: (reason?: unknown) => void): void;
  unsubscribe(listener: (reason?: unknown) => void): void;
}

/**
 * The time budget of one request: `timeout` counts from its construction, whatever the time is spent on, and a
 * `signal` or `cancelToken` stops it at once. axios itself checks them only while a request is being sent.
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
  /** 0 without a timeout. */
  readonly #startedAt: number;
  #timer: NodeJS.Timeout | undefined;
  #onCancel: ((reason?: unknown) => void) | undefined;

  /** @param request Becomes the `request` of the errors. */
  constructor(
    private readonly config: InternalAxiosRequestConfig,
    private readonly request?: object,
  ) {
    this.timeoutMs = parseTimeout(config);
    this.#startedAt = this.timeoutMs > 0 ? performance.now() : 0;
  }

  /** What is left of the caller's `timeout`, for a config that is passed on. `undefined` if the caller set none. */
  getRemaining(): Pick<InternalAxiosRequestConfig, 'timeout' | 'timeoutErrorMessage'> | undefined {
    const timeout = this.#remainingMs();
    return timeout === undefined ? undefined : { timeout, timeoutErrorMessage: getTimeoutMessage(this.config) };
  }

  /**
   * Waits for the first value of an observable within the budget.
   *
   * @throws AxiosError `ECONNABORTED` or `ETIMEDOUT` after the timeout, `ERR_CANCELED` after an abort, or the observable's error.
   */
  async waitFor<T>(source: Observable<T>): Promise<T> {
    this.throwIfFailed();
    const abort = new AbortController();
    this.onFailure = (error) => abort.abort(error);
    this.start();
    try {
      return await firstValueOrAbort(source, abort.signal, () => abort.signal.reason as Error);
    } finally {
      this.close();
    }
  }

  /** Starts the timer and listens for an abort. Fails at once if the caller has aborted already. */
  start(): void {
    const { signal, cancelToken } = this.config;
    if (signal || cancelToken) {
      const onCancel = (reason?: unknown) => this.fail(this.#toCancelError(reason));
      this.#onCancel = onCancel;
      if (cancelToken) (cancelToken as unknown as CancelSubscription).subscribe(onCancel);
      if (signal?.aborted) onCancel();
      else if (signal) signal.addEventListener?.('abort', onCancel);
    }
    const ms = this.#remainingMs();
    if (ms !== undefined && !this.failure) {
      this.#timer = setTimeout(() => this.fail(createTimeoutError(this.config, this.request)), ms);
    }
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

  /** Stops the timeout only: an abort still ends the request. */
  clearTimeout(): void {
    clearTimeout(this.#timer);
  }

  /** Stops the timeout and removes all listeners. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    const onCancel = this.#onCancel;
    if (!onCancel) return;
    const { signal, cancelToken } = this.config;
    if (cancelToken) (cancelToken as unknown as CancelSubscription).unsubscribe(onCancel);
    if (signal) signal.removeEventListener?.('abort', onCancel);
  }

  /** At least 1, because 0 means no timeout to axios. `undefined` without a timeout. */
  #remainingMs(): number | undefined {
    const timeout = this.timeoutMs;
    if (!(timeout > 0)) return undefined; // NaN included
    return Math.max(1, Math.ceil(timeout - (performance.now() - this.#startedAt)));
  }

  /** A cancel token passes its error, a signal passes an event. */
  #toCancelError(reason: unknown): Error {
    if (reason instanceof Error || axiosRoot.isCancel(reason)) return reason as Error;
    return createCancelError(this.config, this.request);
  }
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
