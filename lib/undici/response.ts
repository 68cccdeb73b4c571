import type { AxiosHeaders, AxiosResponse } from 'axios';
import { axiosRoot } from '../util/axios.js';
import type { Failing } from './errors.js';

/** The head of an answer. */
export interface Head {
  readonly status: number;
  readonly statusText: string;
  readonly headers: ReceivedHeaders;
}

/** An answer as axios shows it, its data still to come. */
export function responseTo({ config, request }: Failing, { status, statusText, headers }: Head): AxiosResponse {
  return { data: undefined, status, statusText, headers: answerHeaders(headers), config, request };
}

/** Headers as undici gives them: by lower-case name, a list where a field came more than once. */
export type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Fields of which Node keeps the first, because a list of them means nothing. */
const SINGLE = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(
    ' ',
  ),
);

function joined(name: string, values: string[]): string {
  if (SINGLE.has(name)) return values[0] ?? '';
  return values.join(name === 'cookie' ? '; ' : ', ');
}

/** A single field. */
export function fieldOf(headers: ReceivedHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? joined(name, value) : value;
}

/** The headers of an answer as Node's http and axios show them. */
export function answerHeaders(received: ReceivedHeaders): AxiosHeaders {
  const headers = new axiosRoot.AxiosHeaders();
  for (const name of Object.keys(received)) {
    const value = received[name];
    if (name === 'set-cookie') headers[name] = Array.isArray(value) ? value : [value ?? ''];
    else headers[name] = Array.isArray(value) ? joined(name, value) : value;
  }
  return headers;
}
