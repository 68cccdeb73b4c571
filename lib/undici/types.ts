import type { Agent, Dispatcher, Pool, ProxyAgent } from 'undici';

/**
 * The parts of undici that the adapter uses. They are passed in, because a static import here would make undici a dependency of
 * every bundled application, whether it uses undici or not.
 */
export interface UndiciLibrary {
  readonly Agent: typeof Agent;
  readonly Pool: typeof Pool;
  readonly ProxyAgent: typeof ProxyAgent;
}

/**
 * An undici dispatcher, set as `dispatcher` in an axios config: an `Agent` with TLS options or limits, a `ProxyAgent`, a
 * `MockAgent`. Its own timeouts apply in addition to the request's. `proxy` and the proxy variables of the environment are
 * ignored.
 */
export type UndiciDispatcher = Pick<Dispatcher, 'dispatch'>;
