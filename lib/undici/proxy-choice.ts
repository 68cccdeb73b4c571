import type { InternalAxiosRequestConfig } from 'axios';
import { isExempt } from './no-proxy.js';
import { percentDecoded } from './percent-decoded.js';

/** A proxy in between. */
export interface ProxyServer {
  readonly origin: string;
  /** `user:password` */
  readonly auth?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** A variable's name as it is written in this environment; lower case goes first. */
const nameIn = (env: Env, name: string) => [name, name.toUpperCase()].find((spelling) => env[spelling]);

function fromAddress(address: string, name: string): ProxyServer {
  // As axios does: a proxy that nobody understands is not passed by.
  if (!URL.canParse(address)) throw invalid(name);
  const { origin, username, password } = new URL(address);
  return username || password
    ? { origin, auth: `${percentDecoded(username)}:${percentDecoded(password)}` }
    : { origin };
}

/** The address may hold a password. */
function invalid(name: string): Error {
  return Object.assign(new TypeError(`Invalid URL in the environment variable ${name}`), { code: 'ERR_INVALID_URL' });
}

/**
 * The proxy that the environment names for an origin, by the rules that axios follows.
 *
 * @throws TypeError `ERR_INVALID_URL` where a variable that applies holds no address.
 */
export function proxyInEnvironment(origin: string, env: Env): ProxyServer | undefined {
  const url = new URL(origin);
  const name = nameIn(env, `${url.protocol.slice(0, -1)}_proxy`) ?? nameIn(env, 'all_proxy');
  const address = name && env[name];
  if (!address || isExempt(url, env[nameIn(env, 'no_proxy') ?? ''] ?? '')) return undefined;
  return fromAddress(address.includes('://') ? address : `${url.protocol}//${address}`, name);
}

/** The proxy that a request's config names. */
export function proxyInConfig(proxy: NonNullable<InternalAxiosRequestConfig['proxy']>): ProxyServer | undefined {
  if (proxy === false) return undefined;
  const { hostname } = proxy as { hostname?: string };
  const host = hostname || proxy.host;
  const literal = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const protocol = (proxy.protocol || 'http').replace(/:?$/, ':');
  const { origin } = new URL(`${protocol}//${literal}${proxy.port ? `:${proxy.port}` : ''}`);
  const { username = '', password = '' } = proxy.auth ?? {};
  return username || password ? { origin, auth: `${username}:${password}` } : { origin };
}
