import { Readable } from 'node:stream';
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import { axiosRoot } from '../util/axios.js';
import { RequestDeadline } from '../util/request-deadline.js';
import { dispatch } from './dispatch.js';
import { createRouter, type Route, type Router } from './proxy.js';
import { assertRedirectCount, createNextHop, type Hop, isRedirect } from './redirect.js';
import { createRequestBody, NO_CONTENT_LENGTH } from './request-body.js';
import { getConfigAuth, toRequestHeaders } from './request-headers.js';
import { resolveTarget } from './request-target.js';
import { toAxiosResponse, type UndiciResponse, wantsHead } from './response.js';
import { needsDecoding } from './response-body.js';
import type { UndiciLibrary } from './types.js';
import { type RequestContext, UndiciRequest } from './undici-request.js';

/** Creates an axios adapter that sends requests with undici. */
export function createUndiciAdapter(undici: UndiciLibrary): AxiosAdapter {
  const router = createRouter(undici);
  const adapter: AxiosAdapter = (config) =>
    requiresNodeHttp(config) ? sendWithNodeHttp(config) : sendRequest(config, router);
  return Object.defineProperty(adapter, 'adapterName', { value: 'undici' }); // as axios names its own adapters
}

/** Prepares a request, sends it, follows redirects, and releases its timer, listeners and body if it fails. */
async function sendRequest(config: InternalAxiosRequestConfig, router: Router): Promise<AxiosResponse> {
  const { data } = config as { data?: unknown };
  const { origin, path, auth } = resolveTarget(config);
  const method = (config.method ?? 'get').toUpperCase();
  const request = new UndiciRequest(method, origin, path);
  const deadline = RequestDeadline.fromConfig(config, request);
  assertValidTimeout(deadline, config, request);
  deadline.start();
  const context: RequestContext = { config, request, deadline };
  try {
    deadline.throwIfFailed();
    const created = createRequestBody(data, config);
    const body = created instanceof Promise ? await created : created;
    deadline.throwIfFailed();
    const headers = toRequestHeaders(config, body?.headers ?? NO_CONTENT_LENGTH, getConfigAuth(config) ?? auth);
    let hop: Hop = { origin, path, method, headers, body };
    for (let redirects = 1; ; redirects += 1) {
      const response = await sendHop(context, hop, router);
      deadline.throwIfFailed();
      if (response.body !== undefined) {
        const result = toAxiosResponse(context, response, response.body);
        return result instanceof Promise ? await result : result;
      }
      assertRedirectCount(redirects, context);
      hop = createNextHop(hop, response, context);
      Object.assign(request, { method: hop.method, origin: hop.origin, path: hop.path });
    }
  } catch (error) {
    deadline.close();
    if (data instanceof Readable) data.destroy();
    throw error;
  }
}

function sendHop(context: RequestContext, hop: Hop, router: Router): Promise<UndiciResponse> {
  const { config } = context;
  const route = router(config, hop);
  return dispatch(context, route.dispatcher, toDispatchOptions(context, hop, route), (head) => {
    if (isRedirect(config, hop, head)) return 'discard';
    const isStream = config.responseType === 'stream' || wantsHead(context, head) || needsDecoding(context, head);
    return isStream ? 'stream' : 'buffer';
  });
}

function toDispatchOptions({ deadline }: RequestContext, hop: Hop, route: Route): Dispatcher.DispatchOptions {
  const { origin, path, headers } = route;
  const { timeoutMs } = deadline;
  const options: Dispatcher.DispatchOptions = { origin, path, method: hop.method, headers };
  if (hop.body) options.body = hop.body.open();
  if (timeoutMs > 0) options.bodyTimeout = timeoutMs; // between two chunks
  return options;
}

/** @throws AxiosError `ERR_BAD_OPTION_VALUE` if `timeout` is not a number. */
function assertValidTimeout(
  { timeoutMs }: RequestDeadline,
  config: InternalAxiosRequestConfig,
  request: UndiciRequest,
): void {
  if (!Number.isNaN(timeoutMs)) return;
  const text = 'error trying to parse `config.timeout` to int';
  throw new axiosRoot.AxiosError(text, 'ERR_BAD_OPTION_VALUE', config, request);
}

/** Options that only Node's http supports. */
const NODE_ONLY_OPTIONS = ['transport', 'maxRate'] as const;
/** Options of connections. If the caller passes a dispatcher, it decides about connections instead. */
const CONNECTION_OPTIONS = ['httpAgent', 'httpsAgent', 'socketPath', 'lookup', 'family'] as const;

/** Tells whether a request has options that undici does not support. */
function requiresNodeHttp(config: InternalAxiosRequestConfig): boolean {
  const options = config as unknown as Record<string, unknown>;
  if (NODE_ONLY_OPTIONS.some((name) => options[name])) return true;
  if (options.httpVersion !== undefined && Number(options.httpVersion) !== 1) return true;
  if (!config.dispatcher && CONNECTION_OPTIONS.some((name) => options[name])) return true;
  const { url } = config;
  return typeof url === 'string' && url.charCodeAt(4) === 58 && /^data:/i.test(url);
}

/** Sends a request with axios' own adapter. */
function sendWithNodeHttp(config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
  const getAdapter = axiosRoot.getAdapter as (name: string, config: object) => AxiosAdapter;
  return getAdapter('http', config)(config);
}
