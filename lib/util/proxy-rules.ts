import { Agent, globalAgent } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { getCredentials, getHost, getPort } from './url.js';

/** A proxy server. */
export interface ProxyServer {
  readonly origin: string;
  /** `user:password` */
  readonly auth?: string;
}

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Finds the proxy that the environment specifies for an address, by the rules of axios: `http_proxy` or `https_proxy`, then
 * `all_proxy`, each in lower case, then in upper case, unless `no_proxy` exempts the address. In addition, plain http to this
 * machine is always exempt.
 *
 * @throws TypeError `ERR_INVALID_URL` if the variable that applies does not hold a valid address.
 */
export function getEnvironmentProxy(address: string, env: Env): ProxyServer | undefined {
  const variable = findProxyVariable(new URL(address), env);
  return variable && parseProxy(variable);
}

/** A variable that specifies a proxy. */
export interface ProxyVariable {
  /** Its name as spelled in this environment. */
  readonly name: string;
  /** The address of the proxy, with a protocol. May contain a password. */
  readonly address: string;
}

/** Finds the variable that specifies the proxy for an address. `undefined` if the address is reached directly. */
export function findProxyVariable(url: URL, env: Env): ProxyVariable | undefined {
  if (isPlainLoopback(url)) return undefined;
  const name = findVariable(env, `${url.protocol.slice(0, -1)}_proxy`) ?? findVariable(env, 'all_proxy');
  const address = name && env[name];
  if (!address || isProxyBypassed(url, env[findVariable(env, 'no_proxy') ?? ''] ?? '')) return undefined;
  return { name, address: address.includes('://') ? address : `${url.protocol}//${address}` };
}

function findVariable(env: Env, name: string): string | undefined {
  return [name, name.toUpperCase()].find((spelling) => env[spelling]);
}

function parseProxy({ name, address }: ProxyVariable): ProxyServer {
  if (!URL.canParse(address)) {
    // As in axios, an invalid proxy is an error and not a direct connection. The address may contain a password.
    const text = `Invalid URL in the environment variable ${name}`;
    throw Object.assign(new TypeError(text), { code: 'ERR_INVALID_URL' });
  }
  const url = new URL(address);
  const auth = getCredentials(url);
  return { origin: url.origin, ...(auth !== undefined && { auth }) };
}

/** Options of axios by which a request is sent directly. */
export interface DirectOptions {
  readonly proxy: false;
  readonly httpAgent?: Agent;
}

/**
 * The options that keep plain http to this machine away from a proxy of the environment, which would see secret and token.
 * `undefined` for other addresses, and if the config names a proxy itself.
 */
export function getLoopbackOptions(
  address: string,
  config: { readonly proxy?: unknown; readonly httpAgent?: unknown },
): DirectOptions | undefined {
  // Own properties only: a proxy on `Object.prototype` is not the caller's choice.
  if (Object.hasOwn(config, 'proxy') && config.proxy !== undefined && config.proxy !== null) return undefined;
  if (!address.startsWith('http:') || !isPlainLoopback(new URL(address))) return undefined;
  const agent = config.httpAgent ? undefined : getDirectAgent();
  return agent ? { proxy: false, httpAgent: agent } : DIRECT;
}

const DIRECT: DirectOptions = { proxy: false };

let directAgent: Agent | undefined;

/** With `NODE_USE_ENV_PROXY`, Node's own agent uses the proxy of the environment, which not every axios turns off. */
function getDirectAgent(): Agent | undefined {
  const { options } = globalAgent as unknown as { options?: { proxyEnv?: unknown } };
  if (!options?.proxyEnv) return undefined;
  directAgent ??= new Agent({ ...options, proxyEnv: undefined } as object);
  return directAgent;
}

/** Whether an address is plain http to this machine. */
function isPlainLoopback(url: URL): boolean {
  const host = getHost(url).replace(/\.$/, '');
  return url.protocol === 'http:' && (isLoopback(host) || host.endsWith('.localhost'));
}

/** The `proxy` option of axios. */
export interface ProxyOptions {
  readonly host: string;
  /** Takes precedence over `host`. */
  readonly hostname?: string;
  readonly port?: number;
  /** With or without its colon. Default: `http`. */
  readonly protocol?: string;
  readonly auth?: { readonly username?: string; readonly password?: string };
}

/** Returns the proxy that a request's `proxy` option specifies. */
export function getConfigProxy(proxy: ProxyOptions | false): ProxyServer | undefined {
  if (proxy === false) return undefined;
  const host = proxy.hostname || proxy.host;
  const literal = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const protocol = (proxy.protocol || 'http').replace(/:?$/, ':');
  const { origin } = new URL(`${protocol}//${literal}${proxy.port ? `:${proxy.port}` : ''}`);
  const { username = '', password = '' } = proxy.auth ?? {};
  return username || password ? { origin, auth: `${username}:${password}` } : { origin };
}

/**
 * Tells whether `no_proxy` exempts an address. Entries are names, `.suffixes`, `*suffixes`, `*`, IP addresses and networks
 * (`10.0.0.0/8`). All of them except networks may have a port. All spellings of loopback are equal, as in axios.
 */
export function isProxyBypassed(url: URL, list: string): boolean {
  const host = getHost(url).replace(/\.$/, '');
  const port = getPort(url);
  const entries = list.toLowerCase().split(/[,\s]+/);
  return entries.some((entry) => entry !== '' && matchesEntry(host, port, entry));
}

function matchesEntry(host: string, port: number, entry: string): boolean {
  const [, base, prefix] = /^\[?([^\]/]+)\]?\/(\d{1,3})$/.exec(entry) ?? [];
  if (base !== undefined) {
    const network = createNetwork(base, Number(prefix));
    return network !== undefined && isInNetwork(network, host);
  }
  const { pattern, port: entryPort } = parseEntry(entry);
  if (entryPort !== undefined && Number(entryPort) !== port) return false;
  const suffix = pattern.replace(/^\*/, '');
  if (suffix !== pattern || pattern.startsWith('.')) return host.endsWith(suffix);
  return isSameHost(host, pattern);
}

/** Digits after the only colon are a port. With more than one colon the entry is an IPv6 address. */
function parseEntry(entry: string): { pattern: string; port?: string | undefined } {
  const [, pattern = entry, port] = /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? /^([^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  return { pattern, port };
}

/** One IPv6 address has many spellings, hence the comparison as networks of a single address. */
function isSameHost(host: string, other: string): boolean {
  if (host === other || (isLoopback(host) && isLoopback(other))) return true;
  const network = isIP(other) === 0 ? undefined : createNetwork(other, isIP(other) === 6 ? 128 : 32);
  return network !== undefined && isInNetwork(network, host);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || isInNetwork(LOOPBACK, host);
}

function isInNetwork(network: BlockList, host: string): boolean {
  return isIP(host) !== 0 && network.check(host, getFamily(host));
}

/** Returns `undefined` if the base or the prefix is invalid. */
function createNetwork(base: string, prefix: number): BlockList | undefined {
  const network = new BlockList();
  try {
    network.addSubnet(base, prefix, getFamily(base));
    return network;
  } catch {
    return undefined;
  }
}

function getFamily(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('0.0.0.0');
LOOPBACK.addAddress('::1', 'ipv6');
LOOPBACK.addAddress('::', 'ipv6');
