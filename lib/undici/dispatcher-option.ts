import type { Dispatcher } from 'undici';

/**
 * What sends a request, as `dispatcher` in its axios config: undici's `Agent` with TLS options or limits, a `ProxyAgent`, a
 * `MockAgent`. Its own timeouts apply beside the request's, and `proxy` and the proxy variables of the environment do not.
 */
export type UndiciDispatcher = Pick<Dispatcher, 'dispatch'>;
