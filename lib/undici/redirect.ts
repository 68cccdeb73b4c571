import type { InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';
import { getHost } from '../util/url.js';
import type { RequestBody } from './request-body.js';
import { omitHeaders, type RequestHeaders, toBasicAuth } from './request-headers.js';
import { getHeader, type ResponseHead } from './response-headers.js';
import type { RequestContext } from './undici-request.js';

/** One request of a call: the first, or one that a redirect leads to. */
export interface Hop {
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  /** In upper case. */
  readonly method: string;
  readonly headers: RequestHeaders;
  readonly body: RequestBody | undefined;
}

/** The default of axios. */
const MAX_REDIRECTS = 21;
const SENSITIVE_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie']);

/**
 * Tells whether to follow a response as a redirect. A redirect that keeps the method is not followed if the body can be read only
 * once: the caller gets the response.
 */
export function isRedirect(
  { maxRedirects }: InternalAxiosRequestConfig,
  hop: Hop,
  { status, headers }: ResponseHead,
): boolean {
  if (maxRedirects === 0 || status < 300 || status > 399 || !headers.location) return false;
  return !hop.body || hop.body.isReplayable || becomesGet(hop.method, status);
}

/** @throws AxiosError `ERR_FR_TOO_MANY_REDIRECTS` if the call has been redirected too often. */
export function assertRedirectCount(count: number, { config, request }: RequestContext): void {
  if (count <= (config.maxRedirects || MAX_REDIRECTS)) return;
  const text = 'Maximum number of redirects exceeded';
  throw new axiosRoot.AxiosError(text, 'ERR_FR_TOO_MANY_REDIRECTS', config, request);
}

/**
 * Creates the next request of a redirected call by the rules of axios and follow-redirects: credentials and cookies are not sent
 * to another origin.
 *
 * @throws AxiosError `ERR_FR_REDIRECTION_FAILURE` if the `Location` is invalid or `beforeRedirect` throws.
 */
export function createNextHop(hop: Hop, head: ResponseHead, { config, request }: RequestContext): Hop {
  try {
    return followRedirect(hop, head, config);
  } catch (cause) {
    const error = new Error(`Redirected request failed: ${(cause as Error).message}`, { cause });
    throw axiosRoot.AxiosError.from(error, 'ERR_FR_REDIRECTION_FAILURE', config, request);
  }
}

/** What `beforeRedirect` may change. */
interface RedirectOptions {
  headers: RequestHeaders;
  auth?: unknown;
}

/** The signature that follow-redirects uses. */
type BeforeRedirect = (options: RedirectOptions, response: object, request: object) => void;

function followRedirect(
  hop: Hop,
  { status, headers: received }: ResponseHead,
  config: InternalAxiosRequestConfig,
): Hop {
  const from = new URL(hop.origin + hop.path);
  const to = new URL(getHeader(received, 'location') ?? '', from);
  if (!/^https?:$/.test(to.protocol)) throw new TypeError(`Unsupported protocol ${to.protocol}`);
  const dropsBody = becomesGet(hop.method, status);
  const leavesOrigin = to.origin !== from.origin;
  const configured = new Set((config.sensitiveHeaders ?? []).map((name) => name.toLowerCase()));
  const isSensitive = (name: string) => name === 'host' || SENSITIVE_HEADERS.has(name) || configured.has(name);
  const headers = omitHeaders(
    hop.headers,
    (name) => (dropsBody && name.startsWith('content-')) || (leavesOrigin && isSensitive(name)),
  );
  const method = dropsBody ? 'GET' : hop.method;
  const options: RedirectOptions = toRedirectOptions(to, method, headers);
  (config.beforeRedirect as BeforeRedirect | undefined)?.(
    options,
    { headers: received, statusCode: status },
    { url: from.href, method: hop.method, headers: { Host: from.host, ...hop.headers } },
  );
  if (typeof options.auth === 'string') {
    options.headers = { ...omitHeaders(options.headers, (name) => name === 'authorization') };
    options.headers.Authorization = toBasicAuth(options.auth);
  }
  const { origin, pathname, search } = to;
  return { origin, path: pathname + search, method, headers: options.headers, body: dropsBody ? undefined : hop.body };
}

/** Describes the next request to `beforeRedirect` by the names that follow-redirects uses. */
function toRedirectOptions(to: URL, method: string, headers: RequestHeaders) {
  const { href, protocol, host, pathname, search, hash } = to;
  const hostname = getHost(to);
  const port = to.port === '' ? '' : Number(to.port);
  return { href, protocol, host, hostname, port, path: pathname + search, pathname, search, hash, method, headers };
}

/** Tells whether a redirect replaces the method with GET and drops the body. */
function becomesGet(method: string, status: number): boolean {
  if (status === 301 || status === 302) return method === 'POST';
  return status === 303 && method !== 'GET' && method !== 'HEAD';
}
