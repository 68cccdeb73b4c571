import type { InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';

/** Headers to send, with their names spelled as the caller did. */
export type RequestHeaders = Record<string, string | string[]>;

const USER_AGENT = `axios/${axiosRoot.VERSION}`;
const ACCEPT_ENCODING = 'gzip, compress, deflate, br';

/** Headers of the connection, which undici manages itself and rejects in requests. */
const HOP_BY_HOP = new Set(['transfer-encoding', 'keep-alive', 'upgrade', 'expect']);
/** Characters that must not occur in a header value. axios removes them. */
const INVALID = /[^\t\x20-\x7e\x80-\xff]+/;
const ALL_INVALID = new RegExp(INVALID, 'g');

/**
 * Builds the headers of a request: those of its config except `undefined`, `null` and `false`, axios' defaults, and those that
 * the body and the credentials need. Does not modify the config's headers.
 *
 * @param bodyHeaders By lower-case name. An empty value removes the caller's header.
 * @param auth Credentials as `user:password`.
 */
export function toRequestHeaders(
  config: InternalAxiosRequestConfig,
  bodyHeaders: Readonly<Record<string, string>>,
  auth: string | undefined,
): RequestHeaders {
  const configured = config.headers as unknown as Record<string, unknown>;
  const headers: RequestHeaders = {};
  let hasAgent = false;
  let hasEncoding = false;
  for (const name of Object.keys(configured)) {
    const value = configured[name];
    if (value === undefined) continue;
    const lower = name.toLowerCase();
    if (lower === 'user-agent') hasAgent = true;
    else if (lower === 'accept-encoding') hasEncoding = true;
    else if (HOP_BY_HOP.has(lower) || bodyHeaders[lower] !== undefined || (auth && lower === 'authorization')) continue;
    if (value === null || value === false) continue;
    headers[name] = Array.isArray(value) ? value.map(sanitize) : sanitize(value);
  }
  if (!hasAgent) headers['User-Agent'] = USER_AGENT;
  if (!hasEncoding) headers['Accept-Encoding'] = ACCEPT_ENCODING;
  for (const name of Object.keys(bodyHeaders)) if (bodyHeaders[name]) headers[name] = bodyHeaders[name];
  if (auth) headers.Authorization = toBasicAuth(auth);
  return headers;
}

function sanitize(value: unknown): string {
  const text = typeof value === 'string' ? value : String(value);
  return INVALID.test(text) ? text.replace(ALL_INVALID, '').trim() : text;
}

/** Returns the `auth` option of a config as `user:password`. */
export function getConfigAuth({ auth }: InternalAxiosRequestConfig): string | undefined {
  return auth ? `${auth.username || ''}:${auth.password || ''}` : undefined;
}

/** Converts `user:password` to a header value. */
export function toBasicAuth(auth: string): string {
  return `Basic ${Buffer.from(auth, 'utf8').toString('base64')}`;
}

/** Returns a copy of the headers without those that match. */
export function omitHeaders(headers: RequestHeaders, matches: (lowerCaseName: string) => boolean): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !matches(name.toLowerCase())));
}
