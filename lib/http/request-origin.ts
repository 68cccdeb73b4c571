import type { InternalAxiosRequestConfig } from 'axios';

/**
 * The origin that axios will send a request to, resolved as axios resolves it; `undefined` if it cannot be told, or if the request
 * goes to a Unix socket.
 */
export function getRequestOrigin(config: InternalAxiosRequestConfig): string | undefined {
  const { baseURL, allowAbsoluteUrls, socketPath } = config;
  if (socketPath) return undefined;
  const url = toUrlText(config.url);
  const base = toUrlText(baseURL);
  if (url === undefined || base === undefined) return undefined;
  const isJoined = base !== '' && (!ABSOLUTE.test(url) || allowAbsoluteUrls === false);
  return isJoined ? getBaseOrigin(base) : parseOrigin(url);
}

/** How axios tells absolute addresses from relative ones. */
const ABSOLUTE = /^([a-z][a-z\d+\-.]*:)?\/\//i;

/** Some callers pass a `URL` object, contrary to the typings. What axios does with other objects depends on its version. */
export function toUrlText(url: unknown): string | undefined {
  if (url === undefined || url === null) return '';
  return url instanceof URL ? url.href : typeof url === 'string' ? url : undefined;
}

function parseOrigin(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, origin, username, password } = new URL(address);
  // Axios turns credentials in the address into a Basic header, which is the caller's own.
  return /^https?:$/.test(protocol) && username === '' && password === '' ? origin : undefined;
}

const baseOrigins = new Map<string, string | undefined>();
const MAX_BASE_ORIGINS = 100;

/** Cached, because base URLs repeat, and a path joined to one cannot leave its origin. */
function getBaseOrigin(base: string): string | undefined {
  if (baseOrigins.has(base)) return baseOrigins.get(base);
  if (baseOrigins.size >= MAX_BASE_ORIGINS) baseOrigins.clear();
  const origin = parseOrigin(base);
  baseOrigins.set(base, origin);
  return origin;
}

/** True for plain http to this machine. */
export function isLoopbackHttp(origin: string): boolean {
  return origin.startsWith('http://') && LOOPBACK.test(origin);
}

const LOOPBACK = /^http:\/\/(?:localhost|[\w-]+\.localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;

/** True if an address, such as that of a redirect, is at the origin of the request. */
export function isAtOrigin(origin: string, href: unknown): boolean {
  return typeof href === 'string' && URL.canParse(href) && new URL(href).origin === origin;
}

/** Whether the last request of a redirect chain carried the token. */
export interface RedirectState {
  tokenSent: boolean;
}

type BeforeRedirect = NonNullable<InternalAxiosRequestConfig['beforeRedirect']>;
type Headers = Record<string, unknown>;
/** Arguments of follow-redirects: the request that it is about to send, the response, and the request that was redirected. */
type RedirectDetails = [next: NextRequest, unknown, last?: { headers?: Headers }];

interface NextRequest {
  readonly [option: string]: unknown;
  readonly href?: unknown;
  headers?: Headers;
}

/**
 * Creates a `beforeRedirect` that keeps the token on its own origin. The caller's own function runs while the token is removed,
 * because some copy all headers. If that function changes where the request goes, the token is not added again.
 *
 * @param state Updated if the redirect is followed without the token.
 */
export function createRedirectGuard(
  origin: string,
  authorization: string,
  beforeRedirect: BeforeRedirect | undefined,
  state: RedirectState,
): BeforeRedirect {
  return (...details) => {
    const [next, , last] = details as unknown as RedirectDetails;
    const hadToken = removeToken(next.headers, authorization);
    removeToken(last?.headers, authorization);
    const isHome = isAtOrigin(origin, next.href);
    const route = beforeRedirect && getRoute(next);
    beforeRedirect?.(...details);
    const isMoved = route !== undefined && getRoute(next).some((value, index) => value !== route[index]);
    const hasOwnAuthorization = Object.keys(next.headers ?? {}).some((name) => /^authorization$/i.test(name));
    if (hadToken && !hasOwnAuthorization && isHome && !isMoved) {
      next.headers = { ...next.headers, Authorization: authorization };
    } else {
      state.tokenSent = false;
    }
  };
}

/** Options of Node and follow-redirects that decide where a request goes. Behind a proxy, `path` holds the whole address. */
const ROUTE_OPTIONS =
  'protocol hostname host port path pathname search href auth agent createConnection socketPath lookup localAddress servername nativeProtocols'.split(
    ' ',
  );

function getRoute(next: NextRequest): unknown[] {
  const { agents } = next as { agents?: { http?: unknown; https?: unknown } };
  return [...ROUTE_OPTIONS.map((name) => next[name]), agents, agents?.http, agents?.https];
}

/** Removes the token, whatever the names of the headers that hold it. */
function removeToken(headers: Headers | undefined, authorization: string): boolean {
  const names = Object.keys(headers ?? {}).filter((name) => headers?.[name] === authorization);
  for (const name of names) Reflect.deleteProperty(headers as Headers, name);
  return names.length > 0;
}

type Fetch = typeof globalThis.fetch;

const responseUrls = new WeakMap<object, string>();
const observedFetches = new WeakMap<Fetch, Fetch>();
const globalFetch: Fetch = (...request) => globalThis.fetch(...request);

/**
 * Config from which axios chooses its fetch adapter, so that {@link getResponseUrl} knows of redirects.
 */
export function observeFetch({ env }: InternalAxiosRequestConfig): Pick<InternalAxiosRequestConfig, 'env'> {
  return { env: { ...env, fetch: getObservedFetch(env?.fetch ?? globalFetch) } };
}

/** The same for equal input, because axios caches its fetch adapters by it. */
function getObservedFetch(fetch: Fetch): Fetch {
  const known = observedFetches.get(fetch);
  if (known) return known;
  const observed: Fetch = async (request, options) => {
    const response = await fetch(request, options);
    if (request instanceof Request && response.url !== '') responseUrls.set(request, response.url);
    return response;
  };
  observedFetches.set(fetch, observed);
  return observed;
}

/** The address that answered a request of the fetch adapter, after redirects; `undefined` if it cannot be told. */
export function getResponseUrl(request: unknown): string | undefined {
  return typeof request === 'object' && request !== null ? responseUrls.get(request) : undefined;
}
