import type { AxiosError, InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';
import { getCredentials } from '../util/url.js';

/** The address of a request. */
export interface RequestTarget {
  readonly origin: string;
  /** With the query, without the fragment. */
  readonly path: string;
  /** Credentials in the address, as `user:password`. */
  readonly auth?: string;
}

/** Paths that a URL parser would not change: no dot segments, no empty segments, nothing to escape. */
const PLAIN_PATH = /^(?:\/[\w~!$&()*+,;=:@-][\w~!$&()*+,;=:@.%-]*)+$/;

/** An axios without defaults, used to join and to serialize URLs exactly as axios does. */
const plainAxios = new axiosRoot.Axios({});

/**
 * Resolves the address that axios would send this request to: `url` joined to `baseURL`, with `params` serialized.
 *
 * @throws AxiosError `ERR_BAD_REQUEST` if the protocol is not supported or `params` cannot be serialized, `ERR_INVALID_URL` if
 *   axios rejects the URL.
 * @throws TypeError if the result is not a valid URL.
 */
export function resolveTarget(config: InternalAxiosRequestConfig): RequestTarget {
  const { baseURL, url } = config;
  try {
    const isPlain = baseURL && typeof url === 'string' && PLAIN_PATH.test(url);
    const base = isPlain ? getBase(baseURL) : undefined;
    const target = base && isPlain ? { origin: base.origin, path: base.path + url } : parseTarget(config);
    return config.params ? { ...target, path: appendParams(target.path, config) } : target;
  } catch (error) {
    if (axiosRoot.isAxiosError(error)) (error as AxiosError).config = config;
    throw error;
  }
}

/** A base URL to which a plain path can be appended; `undefined` if the whole URL has to be parsed. */
type Base = RequestTarget | undefined;

/** Parsed base URLs: most requests of an application share a few. */
const bases = new Map<string, Base>();
const MAX_BASES = 100;

function getBase(baseURL: string): Base {
  const known = bases.get(baseURL);
  if (known !== undefined || bases.has(baseURL)) return known;
  if (bases.size >= MAX_BASES) bases.clear();
  const parsed = parseBase(baseURL);
  bases.set(baseURL, parsed);
  return parsed;
}

function parseBase(baseURL: string): Base {
  const joined = `${baseURL.replace(/\/?\/$/, '')}/`; // as axios joins
  if (!URL.canParse(joined)) return undefined;
  const { protocol, origin, pathname, search, hash, username, password } = new URL(joined);
  if (!/^https?:$/.test(protocol) || search + hash + username + password !== '') return undefined;
  return { origin, path: pathname.slice(0, -1) };
}

function parseTarget({ baseURL, url, allowAbsoluteUrls }: InternalAxiosRequestConfig): RequestTarget {
  const parsed = new URL(plainAxios.getUri({ baseURL, url, allowAbsoluteUrls }));
  if (!/^https?:$/.test(parsed.protocol)) {
    throw new axiosRoot.AxiosError(`Unsupported protocol ${parsed.protocol}`, 'ERR_BAD_REQUEST');
  }
  const auth = getCredentials(parsed);
  return { origin: parsed.origin, path: parsed.pathname + parsed.search, ...(auth !== undefined && { auth }) };
}

function appendParams(path: string, { url, params, paramsSerializer }: InternalAxiosRequestConfig): string {
  try {
    return plainAxios.getUri({ url: path, params: params as unknown, paramsSerializer });
  } catch (error) {
    const details = { url, exists: true };
    throw axiosRoot.AxiosError.from(error, 'ERR_BAD_REQUEST', undefined, undefined, undefined, details);
  }
}
