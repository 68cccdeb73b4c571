import http from 'node:http';
import https from 'node:https';
import { createRedirectGuard } from '../http/request-origin.js';
import { redactRequest } from '../util/redact.js';

/** Receives the progress of the requests of one attempt. */
export interface RequestObserver {
  /** The only origin that may receive the token. */
  readonly origin: string;
  readonly authorization: string;
  /** Called when the head of a response has arrived. */
  readonly onResponse: (status: number) => void;
  /** Called when a response is complete, or its connection has closed. */
  readonly onResponseEnd: (status: number) => void;
}

/** The options of a request as the SDKs pass them to their HTTP library. */
export interface SdkRequestOptions {
  uri?: unknown;
  url?: unknown;
  headers?: Record<string, unknown>;
  [option: string]: unknown;
}

/**
 * Makes the SDK's HTTP library (`request` or axios) report the status of each response, and keeps the token at its origin. SDKs
 * do not report the status reliably: some never settle if they do not understand the body of an error, and one changes 400
 * to 401.
 */
export function observeRequest(options: SdkRequestOptions, observer: RequestObserver): void {
  const { origin, authorization, onResponse } = observer;
  options.httpModules = {
    'http:': createObservedModule(http, observer),
    'https:': createObservedModule(https, observer),
  };
  options.validateStatus = (status: number) => {
    onResponse(status);
    return isSuccess(status);
  };
  options.beforeRedirect = createRedirectGuard(origin, authorization, undefined, { tokenSent: true });
  // CadApi sets this to false just before it sends the request, which would let a man in the middle read the token.
  Object.defineProperty(options, 'strictSSL', { get: () => true, set: () => undefined, enumerable: true });
}

/** Creates a copy of Node's module whose `request` reports the response and redacts the header afterwards. */
function createObservedModule(
  module: typeof http | typeof https,
  { origin, authorization, onResponse, onResponseEnd }: RequestObserver,
) {
  const request = (...args: Parameters<typeof http.request>) => {
    removeTokenForOtherOrigin(args[0] as NodeRequestOptions, origin);
    const sent = module.request(...args);
    sent.once('response', (response) => {
      const { statusCode = 0 } = response;
      onResponse(statusCode);
      response.once('close', () => onResponseEnd(statusCode));
    });
    sent.once('close', () => redactRequest(sent, authorization));
    return sent;
  };
  return { ...module, request };
}

/** What the library `request` passes to Node: `uri` is the result of `url.parse`. */
interface NodeRequestOptions {
  readonly uri?: { readonly href?: string };
  readonly headers?: Record<string, unknown>;
}

/** H-1: `request` follows redirects itself and forwards the header to other ports, and after a 307 to any host. */
function removeTokenForOtherOrigin({ uri, headers }: NodeRequestOptions, origin: string): void {
  if (uri?.href === undefined || new URL(uri.href).origin === origin) return;
  for (const name of Object.keys(headers ?? {})) {
    if (/^authorization$/i.test(name)) Reflect.deleteProperty(headers as object, name);
  }
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
