import type { InternalAxiosRequestConfig } from 'axios';
import { HOLDS_NO_HEADERS } from '../util/redact.js';
import type { RequestDeadline } from '../util/request-deadline.js';

/**
 * The `request` of a response or an error: the request that was sent last, redirects included. It holds no headers, so that
 * printing it never shows a token.
 */
export class UndiciRequest {
  declare readonly [HOLDS_NO_HEADERS]: true;
  /** In upper case. */
  method: string;
  origin: string;
  /** With the query. */
  path: string;

  constructor(method: string, origin: string, path: string) {
    this.method = method;
    this.origin = origin;
    this.path = path;
  }

  get protocol(): string {
    return new URL(this.origin).protocol;
  }

  get host(): string {
    return new URL(this.origin).hostname;
  }

  /** Has the final address in `responseUrl`, which is where users of axios look for it after redirects. */
  get res(): { readonly responseUrl: string } {
    return { responseUrl: this.origin + this.path };
  }
}

Object.defineProperty(UndiciRequest.prototype, HOLDS_NO_HEADERS, { value: true });

/** One call of the adapter, over all of its redirects. */
export interface RequestContext {
  readonly config: InternalAxiosRequestConfig;
  readonly request: UndiciRequest;
  readonly deadline: RequestDeadline;
}
