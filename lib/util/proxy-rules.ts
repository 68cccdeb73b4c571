import { BlockList, isIP } from 'node:net';
import type { InternalAxiosRequestConfig } from 'axios';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

const familyOf = (host: string) => (isIP(host) === 6 ? 'ipv6' : 'ipv4');

/** Addresses of a network; `undefined` where the text names none. */
function networkOf(base: string, prefix: number): BlockList | undefined {
  const network = new BlockList();
  try {
    network.addSubnet(base, prefix, familyOf(base));
    return network;
  } catch {
    return undefined;
  }
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('0.0.0.0');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');

const isIn = (network: BlockList, host: string) => isIP(host) !== 0 && network.check(host, familyOf(host));
const isLoopback = (host: string) => host === 'localhost' || isIn(loopback, host);

/** One address has many spellings. */
function isSame(host: string, other: string): boolean {
  if (host === other || (isLoopback(host) && isLoopback(other))) return true;
  return isIP(other) !== 0 && isIn(networkOf(other, isIP(other) === 6 ? 128 : 32) as BlockList, host);
}

/** A colon before digits is a port, unless there are more of them: then it is an address of IPv6. */
function partsOf(entry: string): { host: string; port?: string | undefined } {
  const [, host = entry, port] = /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? /^([^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  return { host, port };
}

function matches(entry: string, hostname: string, portOfUrl: string | undefined): boolean {
  const [, base, prefix] = /^\[?([^\]/]+)\]?\/(\d{1,3})$/.exec(entry) ?? [];
  if (base !== undefined) {
    const network = networkOf(base, Number(prefix));
    return network !== undefined && isIn(network, hostname);
  }
  const { host, port } = partsOf(entry);
  if (port !== undefined && port !== portOfUrl) return false;
  const suffix = host.replace(/^\*/, '');
  if (suffix !== host || host.startsWith('.')) return hostname.endsWith(suffix);
  return isSame(hostname, host);
}

/**
 * Whether `no_proxy` exempts an address: names, `.suffixes`, `*suffixes`, `*`, addresses, networks (`10.0.0.0/8`), each but the
 * networks with or without a port. As axios reads it.
 */
export function isProxyBypassed({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const entries = list.toLowerCase().split(/[,\s]+/);
  return entries.some((entry) => entry !== '' && matches(entry, host, port || DEFAULT_PORTS[protocol]));
}

/** Credentials of an address in the clear; text with a stray `%` is what it looks like. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

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
  return username || password ? { origin, auth: `${decodePercent(username)}:${decodePercent(password)}` } : { origin };
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
export function getEnvironmentProxy(origin: string, env: Env): ProxyServer | undefined {
  const url = new URL(origin);
  const name = nameIn(env, `${url.protocol.slice(0, -1)}_proxy`) ?? nameIn(env, 'all_proxy');
  const address = name && env[name];
  if (!address || isProxyBypassed(url, env[nameIn(env, 'no_proxy') ?? ''] ?? '')) return undefined;
  return fromAddress(address.includes('://') ? address : `${url.protocol}//${address}`, name);
}

/** The proxy that a request's config names. */
export function getConfigProxy(proxy: NonNullable<InternalAxiosRequestConfig['proxy']>): ProxyServer | undefined {
  if (proxy === false) return undefined;
  const { hostname } = proxy as { hostname?: string };
  const host = hostname || proxy.host;
  const literal = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const protocol = (proxy.protocol || 'http').replace(/:?$/, ':');
  const { origin } = new URL(`${protocol}//${literal}${proxy.port ? `:${proxy.port}` : ''}`);
  const { username = '', password = '' } = proxy.auth ?? {};
  return username || password ? { origin, auth: `${username}:${password}` } : { origin };
}
