import { Readable } from 'node:stream';
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import { deliverStream, deliverWhole, isEncoded } from './deliver.js';
import { type Call, exchange } from './exchange.js';
import { assertMayRedirect, type Hop, isRedirect, nextHop } from './next-hop.js';
import { needsNodeHttp, nodeHttp } from './node-http.js';
import { Patience, timeoutOf } from './patience.js';
import { NO_LENGTH, payloadOf } from './payload.js';
import { type RouteOf, routesOver } from './routes.js';
import { authOf, sentHeaders } from './sent-headers.js';
import { SentRequest } from './sent-request.js';
import { targetOf } from './target.js';
import type { UndiciLibrary } from './undici-library.js';

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
  const target = targetOf(config);
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
