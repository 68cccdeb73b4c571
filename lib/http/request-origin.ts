import type { InternalAxiosRequestConfig } from 'axios';

/** As axios tells absolute addresses from relative ones. */
const ABSOLUTE = /^([a-z][a-z\d+\-.]*:)?\/\//i;

const originsOfBases = new Map<string, string | undefined>();
const MOST_BASES = 100;

function parsed(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, origin, username, password } = new URL(address);
  // Credentials in the address become a Basic header, and that is the caller's own.
  return /^https?:$/.test(protocol) && username === '' && password === '' ? origin : undefined;
}

/** Bases repeat, and what is joined to one cannot leave its origin. */
function ofBase(base: string): string | undefined {
  if (originsOfBases.has(base)) return originsOfBases.get(base);
  if (originsOfBases.size >= MOST_BASES) originsOfBases.clear();
  const origin = parsed(base);
  originsOfBases.set(base, origin);
  return origin;
}

/** Some callers pass a URL object, whatever the typings say. What any other object is to axios depends on its version. */
function textOf(url: unknown): string | undefined {
  if (url === undefined || url === null) return '';
  return url instanceof URL ? url.href : typeof url === 'string' ? url : undefined;
}

/**
 * The origin that axios will send this request to, resolved as axios resolves it; `undefined` where that cannot be told, or
 * where the request goes to a socket of this machine.
 */
export function getRequestOrigin(config: InternalAxiosRequestConfig): string | undefined {
  const { baseURL, allowAbsoluteUrls, socketPath } = config;
  if (socketPath) return undefined;
  const url = textOf(config.url);
  if (url === undefined) return undefined;
  const isJoined = baseURL && (!ABSOLUTE.test(url) || allowAbsoluteUrls === false);
  return isJoined ? ofBase(baseURL) : parsed(url);
}

/** True where a redirect leads to the origin that the request was meant for. */
export function isAtOrigin(origin: string, href: unknown): boolean {
  return typeof href === 'string' && URL.canParse(href) && new URL(href).origin === origin;
}

type Fetch = typeof globalThis.fetch;

const landings = new WeakMap<object, string>();
const watchers = new WeakMap<Fetch, Fetch>();
const globalFetch: Fetch = (...request) => globalThis.fetch(...request);

/** One for each fetch, for axios keeps an adapter by it. */
function watcherOf(fetch: Fetch): Fetch {
  const known = watchers.get(fetch);
  if (known) return known;
  const watcher: Fetch = async (request, options) => {
    const response = await fetch(request, options);
    if (request instanceof Request && response.url !== '') landings.set(request, response.url);
    return response;
  };
  watchers.set(fetch, watcher);
  return watcher;
}

/**
 * What axios chooses its fetch adapter by, so that {@link getResponseUrl} knows of its redirects. Axios before 1.12 takes no fetch
 * but the global one, and nobody can know.
 */
export function observeFetch({ env }: InternalAxiosRequestConfig): Pick<InternalAxiosRequestConfig, 'env'> {
  return { env: { ...env, fetch: watcherOf(env?.fetch ?? globalFetch) } };
}

/** The address that answered a request of the fetch adapter, after redirects; `undefined` where that cannot be told. */
export function getResponseUrl(request: unknown): string | undefined {
  return typeof request === 'object' && request !== null ? landings.get(request) : undefined;
}

type BeforeRedirect = NonNullable<InternalAxiosRequestConfig['beforeRedirect']>;
type Headers = Record<string, unknown>;
/** What follow-redirects shows of the request that it is about to send, and of the one that was redirected. */
type Shown = [{ href?: unknown; headers?: Headers }, unknown, { headers?: Headers }?];

/** Takes the token out, under whatever name and however often. */
function withdraw(headers: Headers | undefined, authorization: string): boolean {
  const names = Object.keys(headers ?? {}).filter((name) => headers?.[name] === authorization);
  for (const name of names) Reflect.deleteProperty(headers as Headers, name);
  return names.length > 0;
}

/**
 * A `beforeRedirect` that lets the token go on to its own origin only. The caller's runs while the token is out of sight: some
 * copy every header along.
 *
 * @param way Told where the request goes on without the token.
 */
export function createRedirectGuard(
  origin: string,
  authorization: string,
  callers: BeforeRedirect | undefined,
  way: { carriesToken: boolean },
): BeforeRedirect {
  return (...details) => {
    const [next, , last] = details as unknown as Shown;
    const hadToken = withdraw(next.headers, authorization);
    withdraw(last?.headers, authorization);
    callers?.(...details);
    const hasOwn = Object.keys(next.headers ?? {}).some((name) => /^authorization$/i.test(name));
    if (hadToken && !hasOwn && isAtOrigin(origin, next.href))
      next.headers = { ...next.headers, Authorization: authorization };
    else way.carriesToken = false;
  };
}
