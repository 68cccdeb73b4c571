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
export function targetOrigin(config: InternalAxiosRequestConfig): string | undefined {
  const { baseURL, allowAbsoluteUrls, socketPath } = config;
  if (socketPath) return undefined;
  const url = textOf(config.url);
  if (url === undefined) return undefined;
  const isJoined = baseURL && (!ABSOLUTE.test(url) || allowAbsoluteUrls === false);
  return isJoined ? ofBase(baseURL) : parsed(url);
}

/** True where a redirect leads to the origin that the request was meant for. */
export function staysAt(origin: string, href: unknown): boolean {
  return typeof href === 'string' && URL.canParse(href) && new URL(href).origin === origin;
}
