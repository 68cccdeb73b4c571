import http from 'node:http';
import https from 'node:https';
import { createRedirectGuard } from '../http/request-origin.js';
import { redactRequest } from '../util/redact.js';
import type { SdkRequestOptions } from './sdk-patches.js';

/** What happens to the requests of one attempt. */
export interface Watch {
  readonly origin: string;
  readonly authorization: string;
  /** An answer has begun. */
  readonly seen: (status: number) => void;
  /** An answer has come to its end. */
  readonly ended: (status: number) => void;
}

/** What `request` hands to Node: its address as `url.parse` gives it. */
interface Asked {
  readonly uri?: { readonly href?: string };
  readonly headers?: Record<string, unknown>;
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** H-1: `request` follows redirects itself, and takes the header along to other ports, and with a 307 to any host. */
function withdrawElsewhere({ uri, headers }: Asked, origin: string): void {
  if (uri?.href === undefined || new URL(uri.href).origin === origin) return;
  for (const name of Object.keys(headers ?? {})) {
    if (/^authorization$/i.test(name)) Reflect.deleteProperty(headers as object, name);
  }
}

/** One of Node's modules, its `request` telling what was answered and leaving no header behind. */
function watchedModule(module: typeof http | typeof https, { origin, authorization, seen, ended }: Watch) {
  const request = (...values: Parameters<typeof http.request>) => {
    withdrawElsewhere(values[0] as Asked, origin);
    const sent = module.request(...values);
    sent.once('response', (response) => {
      const { statusCode = 0 } = response;
      seen(statusCode);
      response.once('close', () => ended(statusCode));
    });
    sent.once('close', () => redactRequest(sent, authorization));
    return sent;
  };
  return { ...module, request };
}

/**
 * Has the SDK's HTTP library, `request` or axios, tell the status of each answer and keep the token to its origin. Not every
 * SDK tells the status: some hang on an error whose body they do not understand, and one rewrites 400 to 401.
 */
export function watchRequest(options: SdkRequestOptions, watch: Watch): void {
  const { origin, authorization, seen } = watch;
  options.httpModules = { 'http:': watchedModule(http, watch), 'https:': watchedModule(https, watch) };
  options.validateStatus = (status: number) => {
    seen(status);
    return isSuccess(status);
  };
  options.beforeRedirect = createRedirectGuard(origin, authorization, undefined, { carriesToken: true });
  // CadApi sets this to false just before it sends, which would show the token to whoever is in between.
  Object.defineProperty(options, 'strictSSL', { get: () => true, set: () => undefined, enumerable: true });
}
