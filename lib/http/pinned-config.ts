import type { InternalAxiosRequestConfig } from 'axios';
import { AsposeAuthError } from '../errors.js';
import { isAuthorization } from '../util/redact.js';
import { getRequestOrigin, isLoopbackHttp, toUrlText } from './request-origin.js';

/**
 * Copies a config when its token is decided on. The copy is what an adapter gets: the address and the proxy cannot be changed any
 * more, neither through the caller's config nor through a `URL` object in it (H-9).
 *
 * The copy has no prototype, so that nothing can be added to it through `Object.prototype`. Copied key by key: V8 takes four times
 * as long to spread such an object.
 */
export function createPinnedConfig(config: InternalAxiosRequestConfig, origin: string): InternalAxiosRequestConfig {
  const pinned = copyConfig(config);
  assertOrigin(pinned, config, origin);
  const { url, baseURL, proxy } = pinned;
  if (url !== undefined) pinned.url = toUrlText(url);
  if (baseURL !== undefined) pinned.baseURL = toUrlText(baseURL);
  if (proxy) pinned.proxy = copyProxy(proxy) as typeof proxy;
  // A proxy cannot reach the loopback interface of this machine, but it would be sent the token in the clear.
  else if (proxy !== false && isLoopbackHttp(origin)) pinned.proxy = false;
  return pinned;
}

/** Fails closed if the origin was not decided on by the config's own properties, but by inherited ones. */
function assertOrigin(pinned: InternalAxiosRequestConfig, config: InternalAxiosRequestConfig, origin: string): void {
  const isOwn = pinned.url === config.url && pinned.baseURL === config.baseURL && typeof pinned.url !== 'object';
  if (isOwn && pinned.allowAbsoluteUrls === config.allowAbsoluteUrls) return;
  if (getRequestOrigin(pinned) === origin) return;
  throw new AsposeAuthError(
    'ERR_ASPOSE_CONFIG',
    `The request was not sent: its config does not lead to ${origin}, for which its token was meant. Check url and baseURL, and what has been added to Object.prototype.`,
  );
}

/**
 * The class of copies. Its prototype is empty and has none itself, so that nothing is inherited from `Object.prototype`. Objects of
 * `Object.create(null)` would be hash tables, which V8 fills and reads slowly (hot path).
 */
class ConfigCopy {}
Object.setPrototypeOf(ConfigCopy.prototype, null);
Reflect.deleteProperty(ConfigCopy.prototype, 'constructor');

/** A copy that inherits nothing. */
export function copyConfig(config: InternalAxiosRequestConfig): InternalAxiosRequestConfig {
  const source = config as unknown as Record<string | symbol, unknown>;
  const copy = new ConfigCopy() as Record<string | symbol, unknown>;
  for (const name of Object.keys(config)) copy[name] = source[name];
  for (const name of Object.getOwnPropertySymbols(config)) copy[name] = source[name];
  return copy as unknown as InternalAxiosRequestConfig;
}

function copyProxy(proxy: Exclude<InternalAxiosRequestConfig['proxy'], false | undefined>): object {
  if (proxy instanceof URL) return new URL(proxy);
  const copy = Object.assign(Object.create(null), proxy) as { auth?: object };
  if (copy.auth) copy.auth = Object.assign(Object.create(null), copy.auth) as object;
  return copy;
}

type Headers = InternalAxiosRequestConfig['headers'];

/**
 * Copies headers and adds the token and those of the body, without the checks of `AxiosHeaders`: the other headers have passed
 * them when axios created them.
 *
 * @param body By lower-case name. They replace the caller's.
 */
export function addHeaders(
  headers: Headers,
  authorization: string | undefined,
  body?: Readonly<Record<string, string>>,
): Headers {
  const copy = Object.create(Object.getPrototypeOf(headers) as object) as Headers;
  for (const name of Object.keys(headers)) {
    if (authorization !== undefined && isAuthorization(name)) continue; // one that is `undefined` is not the caller's own
    if (body && body[name.toLowerCase()] !== undefined) continue;
    copy[name] = headers[name] as string;
  }
  if (body) Object.assign(copy, body);
  if (authorization !== undefined) copy.Authorization = authorization;
  return copy;
}
