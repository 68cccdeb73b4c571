import type { InternalAxiosRequestConfig } from 'axios';
import type { Observable } from 'rxjs';
import { axiosRoot } from './axios-root.js';

/** `timeout` as axios reads it; 0 where there is none. */
const timeoutOf = ({ timeout }: InternalAxiosRequestConfig): number => Number.parseInt(String(timeout ?? 0), 10) || 0;

function timeoutError(config: InternalAxiosRequestConfig): Error {
  const text = config.timeoutErrorMessage ?? `timeout of ${timeoutOf(config)}ms exceeded`;
  const code = config.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
  return new axiosRoot.AxiosError(text, code, config);
}

/**
 * The one budget of a call: the caller's `timeout` counts from its start, whatever it is spent on, and `signal` and
 * `cancelToken` end it at once. Axios itself looks at them only while a request is on the wire.
 */
export class CallBudget {
  readonly #startedAt = performance.now();

  constructor(private readonly config: InternalAxiosRequestConfig) {}

  /** What of the caller's `timeout` an attempt may still take; `undefined` where it has not begun to count. */
  remaining(): Pick<InternalAxiosRequestConfig, 'timeout' | 'timeoutErrorMessage'> | undefined {
    const timeout = timeoutOf(this.config);
    if (timeout <= 0) return undefined;
    const left = Math.max(1, Math.ceil(timeout - (performance.now() - this.#startedAt)));
    const text = this.config.timeoutErrorMessage ?? `timeout of ${timeout}ms exceeded`;
    return { timeout: left, timeoutErrorMessage: text };
  }

  /** The source's value, unless the caller's patience ends first. */
  wait<T>(source: Observable<T>): Promise<T> {
    const { config } = this;
    const { signal, cancelToken } = config;
    return new Promise((resolve, reject) => {
      const timer =
        timeoutOf(config) > 0 ? setTimeout(giveUp, this.remaining()?.timeout, timeoutError(config)) : undefined;
      const subscription = source.subscribe({
        next: (value) => end(resolve, value),
        error: (error) => end(reject, error),
      });
      function cancelled(): void {
        giveUp(new axiosRoot.CanceledError(undefined, config));
      }
      function giveUp(error: Error): void {
        subscription.unsubscribe();
        end(reject, error);
      }
      function end<V>(settle: (value: V) => void, value: V): void {
        clearTimeout(timer);
        signal?.removeEventListener?.('abort', cancelled);
        (cancelToken as Unsubscribable | undefined)?.unsubscribe(cancelled);
        settle(value);
      }
      signal?.addEventListener?.('abort', cancelled);
      (cancelToken as Subscribable | undefined)?.subscribe(cancelled);
      if (signal?.aborted) cancelled();
    });
  }
}

interface Subscribable {
  subscribe(listener: () => void): void;
}
interface Unsubscribable {
  unsubscribe(listener: () => void): void;
}
