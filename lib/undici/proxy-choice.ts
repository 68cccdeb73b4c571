import type { InternalAxiosRequestConfig } from 'axios';

/** A proxy in between. */
export interface ProxyServer {
  readonly origin: string;
  /** `user:password` */
  readonly auth?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };
const LOOPBACK = /^(?:localhost|0\.0\.0\.0|127(?:\.\d+){3}|\[::1?\])$/;

const variable = (env: Env, name: string) => env[name] || env[name.toUpperCase()] || '';

/** `no_proxy`: names, `.suffixes`, `*suffixes` and `*`, each with or without a port. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const entries = list.toLowerCase().split(/[,\s]+/);
  return entries.some((entry) => {
    if (entry === '') return false;
    const [, host = entry, itsPort] = /^(.+):(\d+)$/.exec(entry) ?? [];
    if (itsPort !== undefined && itsPort !== (port || DEFAULT_PORTS[protocol])) return false;
    const suffix = host.replace(/^\*/, '');
    if (suffix !== host || host.startsWith('.')) return hostname.endsWith(suffix);
    return hostname === host || (LOOPBACK.test(hostname) && LOOPBACK.test(host));
  });
}

function fromAddress(address: string): ProxyServer | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, username, password } = new URL(address);
  const auth = username || password ? `${decodeURIComponent(username)}:${decodeURIComponent(password)}` : undefined;
  return auth === undefined ? { origin } : { origin, auth };
}

/** The proxy that the environment names for an origin, by the rules that axios follows. */
export function proxyInEnvironment(origin: string, env: Env): ProxyServer | undefined {
  const url = new URL(origin);
  const named = variable(env, `${url.protocol.slice(0, -1)}_proxy`) || variable(env, 'all_proxy');
  if (named === '' || isExempt(url, variable(env, 'no_proxy'))) return undefined;
  return fromAddress(named.includes('://') ? named : `${url.protocol}//${named}`);
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
