import http from 'node:http';
import https from 'node:https';
import { scrubRequest } from '../observe/scrub-request.js';
import type { SdkRequestOptions } from './request-helper.js';

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** One of Node's modules, its `request` telling what was answered and leaving no header behind. */
function watchedModule(module: typeof http | typeof https, authorization: string, seen: (status: number) => void) {
  const request = (...values: Parameters<typeof http.request>) => {
    const sent = module.request(...values);
    sent.once('response', ({ statusCode = 0 }) => seen(statusCode));
    sent.once('close', () => scrubRequest(sent, authorization));
    return sent;
  };
  return { ...module, request };
}

/**
 * Has the SDK's HTTP library, `request` or axios, tell the status of each answer. Not every SDK tells it: some hang on an
 * error whose body they do not understand, and one rewrites 400 to 401.
 */
export function watchRequest(options: SdkRequestOptions, authorization: string, seen: (status: number) => void): void {
  options.httpModules = {
    'http:': watchedModule(http, authorization, seen),
    'https:': watchedModule(https, authorization, seen),
  };
  options.validateStatus = (status: number) => {
    seen(status);
    return isSuccess(status);
  };
}
