import type { InternalAxiosRequestConfig } from 'axios';
import type { Observable } from 'rxjs';
import { firstValueOrAbort } from '../util/abort.js';
import { axiosRoot } from '../util/axios.js';

/** Members of axios' cancel token that its typings leave out. */
interface CancelListeners {
  subscribe(listener: () => void): void;
  unsubscribe(listener: () => void): void;
}

/**
 * The deadline of one call. The caller's `timeout` counts from the start of the call, whatever the time is spent on, and `signal`
 * and `cancelToken` end it at once. Axios itself observes them only while it sends a request.
 */
export class RequestDeadline {
  readonly #startedAt = performance.now();

  constructor(private readonly config: InternalAxiosRequestConfig) {}

  /** What is left of the caller's `timeout`, as axios options for one attempt; `undefined` if the caller set none. */
  getRemaining(): Pick<InternalAxiosRequestConfig, 'timeout' | 'timeoutErrorMessage'> | undefined {
    const timeout = parseTimeout(this.config);
    if (timeout <= 0) return undefined;
    const left = Math.max(1, Math.ceil(timeout - (performance.now() - this.#startedAt)));
    return { timeout: left, timeoutErrorMessage: getTimeoutMessage(this.config) };
  }

  /** Waits for a value until the deadline, `signal` or `cancelToken` ends the call. */
  async waitFor<T>(source: Observable<T>): Promise<T> {
    const { config } = this;
    const { signal } = config;
    const cancelToken = config.cancelToken as unknown as CancelListeners | undefined;
    const ended = new AbortController();
    const cancel = () => ended.abort(new axiosRoot.CanceledError(undefined, config));
    const left = this.getRemaining()?.timeout;
    const timer = left === undefined ? undefined : setTimeout(() => ended.abort(this.#createTimeoutError()), left);
    if (signal?.aborted) cancel();
    else signal?.addEventListener?.('abort', cancel);
    cancelToken?.subscribe(cancel);
    try {
      return await firstValueOrAbort(source, ended.signal, () => ended.signal.reason as Error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener?.('abort', cancel);
      cancelToken?.unsubscribe(cancel);
    }
  }

  #createTimeoutError(): Error {
    const code = this.config.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
    return new axiosRoot.AxiosError(getTimeoutMessage(this.config), code, this.config);
  }
}

/** `timeout` as axios reads it; 0 if there is none. */
const parseTimeout = ({ timeout }: InternalAxiosRequestConfig): number =>
  timeout ? Number.parseInt(String(timeout), 10) || 0 : 0;

const getTimeoutMessage = (config: InternalAxiosRequestConfig): string =>
  config.timeoutErrorMessage ?? `timeout of ${parseTimeout(config)}ms exceeded`;
