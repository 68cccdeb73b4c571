import { Readable } from 'node:stream';
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import { axiosRoot } from '../util/axios.js';
import { SentRequest } from './client-request.js';
import { Patience, timeoutOf } from './deadline.js';
import { type Call, exchange } from './dispatch.js';
import { type RouteOf, routesOver } from './proxy.js';
import { assertMayRedirect, type Hop, isRedirect, nextHop } from './redirect.js';
import { NO_LENGTH, payloadOf } from './request-body.js';
import { authOf, sentHeaders } from './request-headers.js';
import { resolveTarget } from './request-target.js';
import { deliverStream, deliverWhole, isEncoded } from './response-body.js';
import type { UndiciLibrary } from './types.js';

/** What undici is told of a request. */
function optionsOf(
  config: InternalAxiosRequestConfig,
  hop: Hop,
  routeOf: RouteOf,
): [Pick<Dispatcher, 'dispatch'>, Dispatcher.DispatchOptions] {
  const { dispatcher, origin, path, headers } = routeOf(config, hop);
  const { method, payload } = hop;
  const options: Dispatcher.DispatchOptions = { origin, path, method: method, headers };
  if (payload) options.body = payload.open();
  const timeout = timeoutOf(config);
  if (timeout > 0 && config.responseType === 'stream') options.bodyTimeout = timeout; // from one piece to the next
  return [dispatcher, options];
}

async function follow(call: Call, first: Hop, routeOf: RouteOf): Promise<AxiosResponse> {
  const { config, request, patience } = call;
  for (let hop = first, redirects = 1; ; redirects += 1) {
    const sent = hop;
    const [dispatcher, options] = optionsOf(config, sent, routeOf);
    const answer = await exchange(call, dispatcher, options, (head) => {
      if (isRedirect(config, sent, head)) return 'discard';
      return config.responseType === 'stream' || isEncoded(call, head) ? 'stream' : 'gather';
    });
    patience.check();
    const { body } = answer;
    if (Buffer.isBuffer(body)) return deliverWhole(call, answer, body);
    if (body !== undefined) return deliverStream(call, answer, body);
    assertMayRedirect(redirects, call);
    hop = nextHop(sent, answer, call);
    Object.assign(request, { method: hop.method, origin: hop.origin, path: hop.path });
  }
}

async function carry(config: InternalAxiosRequestConfig, routeOf: RouteOf): Promise<AxiosResponse> {
  const { data } = config as { data?: unknown };
  const target = resolveTarget(config);
  const method = (config.method ?? 'get').toUpperCase();
  const request = new SentRequest(method, target.origin, target.path);
  const patience = new Patience(config, request);
  try {
    patience.check();
    const made = payloadOf(data, config);
    const payload = made instanceof Promise ? await made : made;
    patience.check();
    const headers = sentHeaders(config, payload?.headers ?? NO_LENGTH, authOf(config) ?? target.auth);
    return await follow({ config, request, patience }, { ...target, method, headers, payload }, routeOf);
  } catch (error) {
    patience.close();
    if (data instanceof Readable) data.destroy();
    throw error;
  }
}

/** An axios adapter over this undici. */
export function adapterOver(undici: UndiciLibrary): AxiosAdapter {
  const routeOf = routesOver(undici);
  return (config) => (needsNodeHttp(config) ? nodeHttp(config) : carry(config, routeOf));
}

/** Options that only Node's http can honour, whoever dispatches. */
const NODE_ONLY = ['transport', 'maxRate'] as const;
/** Options of connections, which are a dispatcher's business where the caller brings one. */
const CONNECTION = ['httpAgent', 'httpsAgent', 'socketPath', 'lookup', 'family'] as const;

/** True for a request that undici cannot carry as its caller means it. */
export function needsNodeHttp(config: InternalAxiosRequestConfig): boolean {
  const options = config as unknown as Record<string, unknown>;
  if (NODE_ONLY.some((name) => options[name])) return true;
  if (options.httpVersion !== undefined && Number(options.httpVersion) !== 1) return true;
  if (!config.dispatcher && CONNECTION.some((name) => options[name])) return true;
  const { url } = config;
  return typeof url === 'string' && url.charCodeAt(4) === 58 && /^data:/i.test(url);
}

/** axios' own adapter over Node's http, for those. */
export const nodeHttp: AxiosAdapter = (config) => {
  const choose = axiosRoot.getAdapter as (choice: string, config: object) => AxiosAdapter;
  return choose('http', config)(config);
};
