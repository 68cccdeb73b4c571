import type { InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';
import type { SentRequest } from './client-request.js';

/** What axios' cancel token can do beyond its typings. */
interface CancelListeners {
  subscribe(listener: (reason?: unknown) => void): void;
  unsubscribe(listener: (reason?: unknown) => void): void;
}

/** `timeout` in milliseconds; 0 where there is none. */
export function timeoutOf({ timeout }: InternalAxiosRequestConfig): number {
  return timeout ? Number.parseInt(String(timeout), 10) : 0;
}

/** The error of a call that took too long, as axios makes it. */
export function timeoutError(config: InternalAxiosRequestConfig, request: SentRequest): Error {
  const text = config.timeout ? `timeout of ${config.timeout}ms exceeded` : 'timeout exceeded';
  const code = config.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
  return new axiosRoot.AxiosError(config.timeoutErrorMessage || text, code, config, request);
}

/** The caller's `timeout`, `signal` and `cancelToken`, over all that a call does. */
export class Patience {
  /** Why the call has ended early. */
  failure: Error | undefined;
  /** Stops what the call is at. */
  stop: ((error: Error) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @throws AxiosError `ERR_BAD_OPTION_VALUE` for a timeout that is no number. */
  constructor(
    private readonly config: InternalAxiosRequestConfig,
    private readonly request: SentRequest,
  ) {
    const timeout = timeoutOf(config);
    if (Number.isNaN(timeout)) {
      const text = 'error trying to parse `config.timeout` to int';
      throw new axiosRoot.AxiosError(text, 'ERR_BAD_OPTION_VALUE', config, request);
    }
    const { signal, cancelToken } = config;
    if (cancelToken) (cancelToken as unknown as CancelListeners).subscribe(this.#cancel);
    if (signal?.aborted) this.#cancel();
    else if (signal) signal.addEventListener?.('abort', this.#cancel);
    if (timeout > 0 && !this.failure) {
      this.#timer = setTimeout(() => this.fail(timeoutError(config, request)), timeout);
    }
  }

  fail(error: Error): void {
    if (this.failure) return;
    this.failure = error;
    this.close();
    this.stop?.(error);
  }

  /** @throws What has ended the call, where something has. */
  check(): void {
    if (this.failure) throw this.failure;
  }

  /** Ends the timeout alone. */
  relax(): void {
    clearTimeout(this.#timer);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    const { signal, cancelToken } = this.config;
    if (cancelToken) (cancelToken as unknown as CancelListeners).unsubscribe(this.#cancel);
    if (signal) signal.removeEventListener?.('abort', this.#cancel);
  }

  /** A cancel token brings the error, a signal an event. */
  readonly #cancel = (reason?: unknown): void => {
    const { config, request } = this;
    this.fail(reason instanceof Error || axiosRoot.isCancel(reason) ? (reason as Error) : canceled(config, request));
  };
}

/** The error of a call that its caller has given up, as axios makes it. */
export function canceled(config: InternalAxiosRequestConfig, request: SentRequest, message?: string): Error {
  return new axiosRoot.CanceledError(message, config, request);
}
