import type { Agent, Dispatcher, Pool, ProxyAgent } from 'undici';

/**
 * What is used of the package undici. It is handed in, for whoever loads it decides how: a static import here would be one of
 * every bundled application, also of those that leave it out.
 */
export interface UndiciLibrary {
  readonly Agent: typeof Agent;
  readonly Pool: typeof Pool;
  readonly ProxyAgent: typeof ProxyAgent;
}

/**
 * What sends a request, as `dispatcher` in its axios config: undici's `Agent` with TLS options or limits, a `ProxyAgent`, a
 * `MockAgent`. Its own timeouts apply beside the request's, and `proxy` and the proxy variables of the environment do not.
 */
export type UndiciDispatcher = Pick<Dispatcher, 'dispatch'>;
