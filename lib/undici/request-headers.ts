import type { InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';

/** Headers as they are sent, by the names that the caller gave them. */
export type SentHeaders = Record<string, string | string[]>;

const USER_AGENT = `axios/${axiosRoot.VERSION}`;
const ACCEPT_ENCODING = 'gzip, compress, deflate, br';

/** A connection's own business, which undici does itself and refuses to be told about. */
const HOP_BY_HOP = new Set(['transfer-encoding', 'keep-alive', 'upgrade', 'expect']);
/** What no header may hold: axios takes it out. */
const ODD = /[^\t\x20-\x7e\x80-\xff]+/;
const ODDS = new RegExp(ODD, 'g');

function clean(value: unknown): string {
  const text = typeof value === 'string' ? value : String(value);
  return ODD.test(text) ? text.replace(ODDS, '').trim() : text;
}

/** `user:password` as a header value. */
export function basic(auth: string): string {
  return `Basic ${Buffer.from(auth, 'utf8').toString('base64')}`;
}

/** Credentials of the config, as `user:password`. */
export function authOf({ auth }: InternalAxiosRequestConfig): string | undefined {
  return auth ? `${auth.username || ''}:${auth.password || ''}` : undefined;
}

/** Takes headers off, whatever their case. */
export function withoutHeaders(headers: SentHeaders, isUnwanted: (lowerCaseName: string) => boolean): SentHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isUnwanted(name.toLowerCase())));
}

/**
 * The headers of a request: those of its config without the ones that are `undefined`, `null` or `false`, axios' defaults, and
 * what the body and the credentials ask for. The config's own are not written to.
 *
 * @param body By lower-case name; an empty text takes a header off.
 */
export function sentHeaders(
  config: InternalAxiosRequestConfig,
  body: Readonly<Record<string, string>>,
  auth: string | undefined,
): SentHeaders {
  const given = config.headers as unknown as Record<string, unknown>;
  const sent: SentHeaders = {};
  let hasAgent = false;
  let hasEncoding = false;
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (value === undefined) continue;
    const lower = name.toLowerCase();
    if (lower === 'user-agent') hasAgent = true;
    else if (lower === 'accept-encoding') hasEncoding = true;
    else if (HOP_BY_HOP.has(lower) || body[lower] !== undefined || (auth && lower === 'authorization')) continue;
    if (value === null || value === false) continue;
    sent[name] = Array.isArray(value) ? value.map(clean) : clean(value);
  }
  if (!hasAgent) sent['User-Agent'] = USER_AGENT;
  if (!hasEncoding) sent['Accept-Encoding'] = ACCEPT_ENCODING;
  for (const name of Object.keys(body)) if (body[name]) sent[name] = body[name];
  if (auth) sent.Authorization = basic(auth);
  return sent;
}
