import type { InternalAxiosRequestConfig } from 'axios';

type Headers = InternalAxiosRequestConfig['headers'];

const isAuthorization = (name: string) => name.length === 13 && name.toLowerCase() === 'authorization';

/** The headers with the token, without the checks that each of them has been through when axios made them. */
function withAuthorization(headers: Headers, authorization: string): Headers {
  const copy = Object.create(Object.getPrototypeOf(headers) as object) as Headers;
  for (const name of Object.keys(headers)) {
    if (!isAuthorization(name)) copy[name] = headers[name] as string; // one that says `undefined` is no caller's own
  }
  copy.Authorization = authorization;
  return copy;
}

/**
 * A copy of a request's config that carries the token. Copied key by key, for axios' configs have no prototype, and V8 takes four
 * times as long to spread such an object.
 */
export function sentConfig(config: InternalAxiosRequestConfig, authorization: string): InternalAxiosRequestConfig {
  const source = config as unknown as Record<string | symbol, unknown>;
  const copy: Record<string | symbol, unknown> = {};
  for (const name of Object.keys(config)) copy[name] = source[name];
  for (const name of Object.getOwnPropertySymbols(config)) copy[name] = source[name];
  copy.headers = withAuthorization(config.headers, authorization);
  return copy as unknown as InternalAxiosRequestConfig;
}
