import { inspect } from 'node:util';
import { REDACTED, redactRequest } from '../util/redact.js';

/**
 * A header value that is readable only when it is sent: SDKs keep the headers of a request in their results and errors, and
 * print them in their debug mode. It is a class with a private field because HTTP libraries copy plain objects property by
 * property.
 */
export class RedactedHeader {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  toString(): string {
    return this.#value;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** The places where axios, `request` and superagent keep the request that they have sent. */
interface SdkResponse {
  config?: { headers?: { Authorization?: unknown } };
  request?: SdkResponse & object;
  req?: object;
  response?: SdkResponse;
  /** Set by `TasksApi`. */
  axiosResponse?: SdkResponse;
}

/** Removes the token from a result or an error of an SDK, both of which contain the request that was sent. */
export function redactSdkResult(result: unknown, authorization: string): void {
  if (typeof result !== 'object' || result === null) return;
  const { config, request, req, response, axiosResponse } = result as SdkResponse;
  if (config?.headers?.Authorization !== undefined) config.headers.Authorization = REDACTED;
  redactRequest(request, authorization);
  redactRequest(request?.req, authorization);
  redactRequest(req, authorization);
  for (const inner of [response, axiosResponse]) if (inner !== result) redactSdkResult(inner, authorization);
}
