import type { InternalAxiosRequestConfig } from 'axios';
import type { Clock } from '../util/clock.js';

/** Options of `AsposeAuthTestingModule`. */
export interface AsposeAuthTestingOptions {
  /**
   * The first token of the default account. The next one is `TOKEN-2`, that of another account `TOKEN-NAME`.
   *
   * @default 'test-token'
   */
  token?: string;
  /**
   * How many of the first API responses are a 401.
   *
   * @default 0
   */
  unauthorized?: number;
  /**
   * The API response, or a function that returns it for each request. Without it, every request fails with an error that
   * names this option.
   */
  respond?: TestResponse | TestResponder;
  /**
   * The clock by which tokens expire; see `ManualClock`.
   *
   * @default The system clock
   */
  clock?: Clock;
}

/** The API response in a test. */
export interface TestResponse {
  /**
   * The HTTP status.
   *
   * @default 200
   */
  status?: number;
  /** The body as the caller gets it: an object, a string, a `Buffer` or a stream. */
  data?: unknown;
  /** The response headers. */
  headers?: Record<string, string>;
}

/**
 * Returns the API response to a request. A `jest.fn()` or `vi.fn()` works, too. The config has the `Authorization` header only
 * while the function runs.
 */
export type TestResponder = (request: InternalAxiosRequestConfig) => TestResponse | Promise<TestResponse>;

/** Changes the API of a running test. `AsposeAuthTestingModule.of(app)` returns it. */
export interface AsposeAuthTesting {
  /**
   * Makes the next API responses a 401. After one, the request is replayed with a second token; two in a row reach the caller.
   *
   * @param times How many. Default 1.
   */
  unauthorized(times?: number): void;
  /** Replaces the API response, or the function that returns it. */
  respond(response: TestResponse | TestResponder): void;
}
