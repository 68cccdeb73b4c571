import type { InternalAxiosRequestConfig } from 'axios';
import type { Observable } from 'rxjs';
import { firstValueOrAbort } from '../util/abort.js';
import { axiosRoot } from '../util/axios.js';

/** What axios' cancel token can do beyond its typings. */
interface CancelListeners {
  subscribe(listener: () => void): void;
  unsubscribe(listener: () => void): void;
}

/** `timeout` as axios reads it; 0 where there is none. */
const timeoutOf = ({ timeout }: InternalAxiosRequestConfig): number =>
  timeout ? Number.parseInt(String(timeout), 10) || 0 : 0;

const timeoutText = (config: InternalAxiosRequestConfig): string =>
  config.timeoutErrorMessage ?? `timeout of ${timeoutOf(config)}ms exceeded`;

/**
 * The one budget of a call: the caller's `timeout` counts from its start, whatever it is spent on, and `signal` and
 * `cancelToken` end it at once. Axios itself looks at them only while a request is on the wire.
 */
export class RequestDeadline {
  readonly #startedAt = performance.now();

  constructor(private readonly config: InternalAxiosRequestConfig) {}

  /** What of the caller's `timeout` an attempt may still take; `undefined` where the caller set none. */
  remaining(): Pick<InternalAxiosRequestConfig, 'timeout' | 'timeoutErrorMessage'> | undefined {
    const timeout = timeoutOf(this.config);
    if (timeout <= 0) return undefined;
    const left = Math.max(1, Math.ceil(timeout - (performance.now() - this.#startedAt)));
    return { timeout: left, timeoutErrorMessage: timeoutText(this.config) };
  }

  /** The source's value, unless the caller's patience ends first. */
  async waitFor<T>(source: Observable<T>): Promise<T> {
    const { config } = this;
    const { signal } = config;
    const cancelToken = config.cancelToken as unknown as CancelListeners | undefined;
    const patience = new AbortController();
    const giveUp = (error: Error) => patience.abort(error);
    const cancelled = () => giveUp(new axiosRoot.CanceledError(undefined, config));
    const left = this.remaining()?.timeout;
    const timer = left === undefined ? undefined : setTimeout(() => giveUp(this.#timeoutError()), left);
    if (signal?.aborted) cancelled();
    else signal?.addEventListener?.('abort', cancelled);
    cancelToken?.subscribe(cancelled);
    try {
      return await firstValueOrAbort(source, patience.signal, () => patience.signal.reason as Error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener?.('abort', cancelled);
      cancelToken?.unsubscribe(cancelled);
    }
  }

  #timeoutError(): Error {
    const { config } = this;
    const code = config.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
    return new axiosRoot.AxiosError(timeoutText(config), code, config);
  }
}
