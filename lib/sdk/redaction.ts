import { inspect } from 'node:util';
import { redactRequest } from '../util/redact.js';

const HIDDEN = '[hidden]';

/**
 * A header's value that shows itself on the wire only: SDKs keep the headers they sent in the answers and errors they hand
 * out, and print them in their debug mode. A class, for HTTP libraries copy plain objects property by property.
 */
export class ConcealedHeader {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  toString(): string {
    return this.#value;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

/** Where axios, `request` and superagent keep what they have sent. */
interface Sent {
  config?: { headers?: { Authorization?: unknown } };
  request?: Sent & object;
  req?: object;
  response?: Sent;
  /** Of `TasksApi`. */
  axiosResponse?: Sent;
}

/** Takes the token out of what an SDK hands out: its answers and its errors hold the request that was sent. */
export function scrubAnswer(answer: unknown, authorization: string): void {
  if (typeof answer !== 'object' || answer === null) return;
  const { config, request, req, response, axiosResponse } = answer as Sent;
  if (config?.headers?.Authorization !== undefined) config.headers.Authorization = '[hidden]';
  redactRequest(request, authorization);
  redactRequest(request?.req, authorization);
  redactRequest(req, authorization);
  for (const inner of [response, axiosResponse]) if (inner !== answer) scrubAnswer(inner, authorization);
}
