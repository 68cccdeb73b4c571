import { type Env, findProxyVariable } from '../../util/proxy-rules.js';
import { getHost, getPort } from '../../util/url.js';

/** What a connection is opened to: the server itself, or the proxy in front of it. */
export interface Route {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Name of the variable that specifies the proxy. `undefined` without a proxy. */
  readonly via?: string;
}

/**
 * Finds the route to an address by the rules that the token request follows. An invalid proxy address counts as none here; the
 * token request reports it.
 */
export function findRoute(address: string, env: Env): Route {
  const url = new URL(address);
  const proxy = findProxyVariable(url, env);
  if (proxy === undefined || !URL.canParse(proxy.address)) return toRoute(url);
  return { ...toRoute(new URL(proxy.address)), via: proxy.name };
}

function toRoute(url: URL): Route {
  return { host: getHost(url), port: getPort(url), tls: url.protocol === 'https:' };
}
