import type { InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher, ProxyAgent } from 'undici';
import { getConfigProxy, getEnvironmentProxy, type ProxyServer } from '../util/proxy-rules.js';
import type { Hop } from './redirect.js';
import { omitHeaders, type RequestHeaders, toBasicAuth } from './request-headers.js';
import type { UndiciLibrary } from './types.js';

/** The dispatcher that sends a request, and what is passed to it. */
export interface Route {
  readonly dispatcher: Pick<Dispatcher, 'dispatch'>;
  readonly origin: string;
  readonly path: string;
  readonly headers: RequestHeaders;
}

/** Chooses how a request is sent. */
export type Router = (config: InternalAxiosRequestConfig, hop: Hop) => Route;

/** axios has no time limits except `timeout`, and uses HTTP/2 only if told to. */
const CONNECTION_OPTIONS = { headersTimeout: 0, bodyTimeout: 0, allowH2: false } as const;
const MAX_CACHED = 100;

/** Creates a router whose connections are kept alive and shared by all requests. */
export function createRouter(undici: UndiciLibrary): Router {
  const direct = new undici.Agent(CONNECTION_OPTIONS);
  const clientFactory = createProxyClientFactory(undici);
  const tunnels = new Map<string, ProxyAgent>();

  /** The caller's dispatcher, the proxy of the config or of the environment, or a direct connection. */
  return (config, hop) => {
    const { origin, path, headers } = hop;
    if (config.dispatcher) return { dispatcher: config.dispatcher, origin, path, headers };
    const proxy = config.proxy
      ? getConfigProxy(config.proxy)
      : config.proxy === false
        ? undefined
        : getCachedEnvironmentProxy(origin);
    return proxy ? routeThrough(proxy, hop) : { dispatcher: direct, origin, path, headers };
  };

  /** http requests are sent to the proxy with their absolute URL, https requests through a tunnel. */
  function routeThrough(proxy: ProxyServer, { origin, path, headers }: Hop): Route {
    const withoutProxyAuth = omitHeaders(headers, (name) => name === 'proxy-authorization');
    if (origin.startsWith('https:')) {
      return { dispatcher: getTunnel(proxy), origin, path, headers: withoutProxyAuth };
    }
    const sent: RequestHeaders =
      proxy.auth === undefined
        ? { ...headers }
        : { ...withoutProxyAuth, 'Proxy-Authorization': toBasicAuth(proxy.auth) };
    if (!Object.keys(sent).some((name) => name.toLowerCase() === 'host')) sent.host = new URL(origin).host;
    return { dispatcher: direct, origin: proxy.origin, path: origin + path, headers: sent };
  }

  function getTunnel({ origin, auth }: ProxyServer): ProxyAgent {
    const key = `${origin} ${auth ?? ''}`;
    const known = tunnels.get(key);
    if (known) return known;
    if (tunnels.size >= MAX_CACHED) {
      for (const old of tunnels.values()) void old.close();
      tunnels.clear();
    }
    const token = auth === undefined ? undefined : toBasicAuth(auth);
    const options = { ...CONNECTION_OPTIONS, uri: origin, clientFactory, ...(token && { token }) };
    const tunnel = new undici.ProxyAgent(options);
    tunnels.set(key, tunnel);
    return tunnel;
  }
}

const environmentProxies = new Map<string, ProxyServer | undefined>();

/** Cached for each origin: reading `process.env` takes longer than everything else before the socket. */
function getCachedEnvironmentProxy(origin: string): ProxyServer | undefined {
  const known = environmentProxies.get(origin);
  if (known !== undefined || environmentProxies.has(origin)) return known;
  if (environmentProxies.size >= MAX_CACHED) environmentProxies.clear();
  const proxy = getEnvironmentProxy(origin, process.env);
  environmentProxies.set(origin, proxy);
  return proxy;
}

/**
 * Creates the factory for connections to a proxy. If the proxy closes its connection instead of answering CONNECT, the request
 * fails as with Node's http. undici 7 by itself treats this as a stale connection and reconnects endlessly.
 */
function createProxyClientFactory({ Pool }: UndiciLibrary): (proxy: URL, options: object) => Dispatcher {
  class ProxyPool extends Pool {
    constructor(proxy: URL, options: object) {
      super(proxy, options);
      const connect = (tunnel: Dispatcher.ConnectOptions) => super.connect(tunnel).catch(rethrowAsHangUp);
      Object.assign(this, { connect }); // only one of its two signatures, the one that ProxyAgent calls
    }
  }
  return (proxy, options) => new ProxyPool(proxy, options);
}

/** Replaces the code that makes undici reconnect. */
function rethrowAsHangUp(error: Error): never {
  if ((error as { code?: string }).code !== 'UND_ERR_SOCKET') throw error;
  throw Object.assign(new Error('socket hang up', { cause: error }), { code: 'ECONNRESET' });
}
