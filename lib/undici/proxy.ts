import type { InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher, ProxyAgent } from 'undici';
import { getConfigProxy, getEnvironmentProxy, type ProxyServer } from '../util/proxy-rules.js';
import type { Hop } from './redirect.js';
import { basic, type SentHeaders, withoutHeaders } from './request-headers.js';
import type { UndiciLibrary } from './types.js';

/** Which dispatcher sends a request, and what it is told. */
export interface Route {
  readonly dispatcher: Pick<Dispatcher, 'dispatch'>;
  readonly origin: string;
  readonly path: string;
  readonly headers: SentHeaders;
}

/** axios knows no time limits but `timeout`, and no HTTP/2 that it was not told to speak. */
const OPTIONS = { headersTimeout: 0, bodyTimeout: 0, allowH2: false } as const;
const MOST_KEPT = 100;

const environment = new Map<string, ProxyServer | undefined>();

/** Looked up once for each origin: reading the environment takes longer than the rest of the way to the socket. */
function ofEnvironment(origin: string): ProxyServer | undefined {
  const known = environment.get(origin);
  if (known !== undefined || environment.has(origin)) return known;
  if (environment.size >= MOST_KEPT) environment.clear();
  const proxy = getEnvironmentProxy(origin, process.env);
  environment.set(origin, proxy);
  return proxy;
}

/** The way of a request. */
export type RouteOf = (config: InternalAxiosRequestConfig, hop: Hop) => Route;

/** Routes over connections that are kept, and shared by all requests that take them. */
export function routesOver(undici: UndiciLibrary): RouteOf {
  const direct = new undici.Agent(OPTIONS);
  const clientFactory = proxyClients(undici);
  const tunnels = new Map<string, ProxyAgent>();

  function tunnelThrough({ origin, auth }: ProxyServer): ProxyAgent {
    const key = `${origin} ${auth ?? ''}`;
    const known = tunnels.get(key);
    if (known) return known;
    if (tunnels.size >= MOST_KEPT) {
      for (const old of tunnels.values()) void old.close();
      tunnels.clear();
    }
    const token = auth === undefined ? undefined : basic(auth);
    const tunnel = new undici.ProxyAgent({ ...OPTIONS, uri: origin, clientFactory, ...(token && { token }) });
    tunnels.set(key, tunnel);
    return tunnel;
  }

  /** A proxy is asked for a plain address by the whole of it, and to let a TLS connection through. */
  function through(proxy: ProxyServer, { origin, path, headers }: Hop): Route {
    const own = withoutHeaders(headers, (name) => name === 'proxy-authorization');
    if (origin.startsWith('https:')) return { dispatcher: tunnelThrough(proxy), origin, path, headers: own };
    const sent: SentHeaders =
      proxy.auth === undefined ? { ...headers } : { ...own, 'Proxy-Authorization': basic(proxy.auth) };
    if (!Object.keys(sent).some((name) => name.toLowerCase() === 'host')) sent.host = new URL(origin).host;
    return { dispatcher: direct, origin: proxy.origin, path: origin + path, headers: sent };
  }

  // Its own dispatcher, a proxy of its config or of the environment, or straight ahead.
  return (config, hop) => {
    const { origin, path, headers } = hop;
    if (config.dispatcher) return { dispatcher: config.dispatcher, origin, path, headers };
    const proxy = config.proxy
      ? getConfigProxy(config.proxy)
      : config.proxy === false
        ? undefined
        : ofEnvironment(origin);
    return proxy ? through(proxy, hop) : { dispatcher: direct, origin, path, headers };
  };
}

/** undici 7 takes a failure with its own code for one of an old connection, and connects again for ever. */
function named(error: Error): never {
  if ((error as { code?: string }).code !== 'UND_ERR_SOCKET') throw error;
  throw Object.assign(new Error('socket hang up', { cause: error }), { code: 'ECONNRESET' });
}

/** Makes the connections to a proxy. One that is closed in answer to CONNECT ends the request, as with Node. */
export function proxyClients({ Pool }: UndiciLibrary): (proxy: URL, options: object) => Dispatcher {
  class ProxyPool extends Pool {
    constructor(proxy: URL, options: object) {
      super(proxy, options);
      const connect = (tunnel: Dispatcher.ConnectOptions) => super.connect(tunnel).catch(named);
      Object.assign(this, { connect }); // one of its two signatures, which is all that a ProxyAgent calls
    }
  }
  return (proxy, options) => new ProxyPool(proxy, options);
}
