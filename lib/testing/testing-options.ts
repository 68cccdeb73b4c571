import type { InternalAxiosRequestConfig } from 'axios';
import type { Clock } from '../util/clock.js';

/** What the API answers in a test. */
export interface TestAnswer {
  /** Default 200. */
  status?: number;
  /** As the caller gets it: an object, text, a `Buffer`, a stream. Default: none. */
  data?: unknown;
  /** Default: none. */
  headers?: Record<string, string>;
}

/**
 * Answers each request by its axios config; a `jest.fn()` or a `vi.fn()` will do. The header `Authorization` is there during the
 * call only.
 */
export type TestResponder = (request: InternalAxiosRequestConfig) => TestAnswer | Promise<TestAnswer>;

/** What a test says beforehand. */
export interface AsposeAuthTestingOptions {
  /** The first token of the default account; the next is `TOKEN-2`, another account's `TOKEN-NAME`. Default `'test-token'`. */
  token?: string;
  /** How many of the API's first answers are a 401. Default 0. */
  unauthorized?: number;
  /** The API's answer, or who gives it. Default: none, so that every call fails and says so. */
  respond?: TestAnswer | TestResponder;
  /** Moves the life of tokens; see `ManualClock`. Default: the machine's. */
  clock?: Clock;
}

/** What a test says on the way; from `AsposeAuthTestingModule.of(app)`. */
export interface AsposeAuthTesting {
  /**
   * Lets the API's next answers be a 401: one is cured by a second token, two in a row reach the caller.
   *
   * @param times Default 1.
   */
  unauthorized(times?: number): void;
  /** The API's answer from now on, or who gives it. */
  respond(answer: TestAnswer | TestResponder): void;
}
