import type { AxiosHeaders } from 'axios';
import { axiosRoot } from '../util/axios.js';

/** The head of a response. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: ReceivedHeaders;
}

/** Headers as undici passes them: by lower-case name, an array if a field occurred more than once. */
export type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Fields of which Node keeps the first only, because they must not be joined. */
const SINGLE_VALUE = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(
    ' ',
  ),
);

/** Converts headers to what Node's http and axios return. */
export function toAxiosHeaders(received: ReceivedHeaders): AxiosHeaders {
  const headers = new axiosRoot.AxiosHeaders();
  for (const name of Object.keys(received)) {
    const value = received[name];
    if (name === 'set-cookie') headers[name] = Array.isArray(value) ? value : [value ?? ''];
    else headers[name] = Array.isArray(value) ? joinValues(name, value) : value;
  }
  return headers;
}

/**
 * Returns the value of one field.
 *
 * @param name In lower case.
 */
export function getHeader(headers: ReceivedHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? joinValues(name, value) : value;
}

function joinValues(name: string, values: string[]): string {
  if (SINGLE_VALUE.has(name)) return values[0] ?? '';
  return values.join(name === 'cookie' ? '; ' : ', ');
}
