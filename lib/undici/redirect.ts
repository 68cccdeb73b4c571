import type { InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';
import type { Failing } from './errors.js';
import type { Payload } from './request-body.js';
import { basic, type SentHeaders, withoutHeaders } from './request-headers.js';
import { fieldOf, type ReceivedHeaders } from './response.js';

/** One request of a call. */
export interface Hop {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: SentHeaders;
  readonly payload: Payload | undefined;
}

/** The head of an answer. */
interface Head {
  readonly status: number;
  readonly headers: ReceivedHeaders;
}

/** As many as axios follows by itself. */
const MOST_REDIRECTS = 21;
const SENSITIVE = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** True where the method gives way to GET, and the body with it. */
function becomesGet(method: string, status: number): boolean {
  if (status === 301 || status === 302) return method === 'POST';
  return status === 303 && method !== 'GET' && method !== 'HEAD';
}

/** Whether an answer sends the request elsewhere. A body that was read once cannot go along: its caller gets the answer. */
export function isRedirect({ maxRedirects }: InternalAxiosRequestConfig, hop: Hop, { status, headers }: Head): boolean {
  if (maxRedirects === 0 || status < 300 || status > 399 || !headers.location) return false;
  return !hop.payload || hop.payload.isReplayable || becomesGet(hop.method, status);
}

/** @throws AxiosError `ERR_FR_TOO_MANY_REDIRECTS` */
export function assertMayRedirect(count: number, { config, request }: Failing): void {
  if (count <= (config.maxRedirects || MOST_REDIRECTS)) return;
  const text = 'Maximum number of redirects exceeded';
  throw new axiosRoot.AxiosError(text, 'ERR_FR_TOO_MANY_REDIRECTS', config, request);
}

/** What a `beforeRedirect` sees of the next request, by the names that follow-redirects has for it. */
function shownOf(to: URL, method: string, headers: SentHeaders) {
  const { href, protocol, host, pathname, search, hash } = to;
  const hostname = to.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = to.port === '' ? '' : Number(to.port);
  return { href, protocol, host, hostname, port, path: pathname + search, pathname, search, hash, method, headers };
}

/** A `beforeRedirect` may change these. */
interface Changed {
  headers: SentHeaders;
  auth?: unknown;
}

/** As follow-redirects calls it. */
type BeforeRedirect = (next: Changed, answered: object, asked: object) => void;

function followed(hop: Hop, { status, headers: received }: Head, config: InternalAxiosRequestConfig): Hop {
  const from = new URL(hop.origin + hop.path);
  const to = new URL(fieldOf(received, 'location') ?? '', from);
  if (!/^https?:$/.test(to.protocol)) throw new TypeError(`Unsupported protocol ${to.protocol}`);
  const toGet = becomesGet(hop.method, status);
  const isAway = to.origin !== from.origin;
  const own = new Set((config.sensitiveHeaders ?? []).map((name) => name.toLowerCase()));
  const headers = withoutHeaders(
    hop.headers,
    (name) =>
      (toGet && name.startsWith('content-')) || (isAway && (name === 'host' || SENSITIVE.has(name) || own.has(name))),
  );
  const method = toGet ? 'GET' : hop.method;
  const next: Changed = shownOf(to, method, headers);
  (config.beforeRedirect as BeforeRedirect | undefined)?.(
    next,
    { headers: received, statusCode: status },
    { url: from.href, method: hop.method, headers: { Host: from.host, ...hop.headers } },
  );
  if (typeof next.auth === 'string') {
    next.headers = { ...withoutHeaders(next.headers, (name) => name === 'authorization') };
    next.headers.Authorization = basic(next.auth);
  }
  const { origin, pathname, search } = to;
  return { origin, path: pathname + search, method, headers: next.headers, payload: toGet ? undefined : hop.payload };
}

/**
 * Where a redirected request goes next, by axios' and follow-redirects' rules: credentials and cookies stay at their origin.
 *
 * @throws AxiosError `ERR_FR_REDIRECTION_FAILURE`
 */
export function nextHop(hop: Hop, head: Head, { config, request }: Failing): Hop {
  try {
    return followed(hop, head, config);
  } catch (cause) {
    const error = new Error(`Redirected request failed: ${(cause as Error).message}`, { cause });
    throw axiosRoot.AxiosError.from(error, 'ERR_FR_REDIRECTION_FAILURE', config, request);
  }
}
