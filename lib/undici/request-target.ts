import type { AxiosError, InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';
import { decodePercent } from '../util/proxy-rules.js';

/** Where a request goes. */
export interface Target {
  readonly origin: string;
  /** With the query, without the fragment. */
  readonly path: string;
  /** `user:password` of the address. */
  readonly auth?: string;
}

/** A base that is joined to paths by putting it before them. */
type Base = Target | undefined;

/** Paths that a URL parser leaves as they are: no dot segments, no empty ones, nothing to escape. */
const PLAIN_PATH = /^(?:\/[\w~!$&()*+,;=:@-][\w~!$&()*+,;=:@.%-]*)+$/;
const MOST_BASES = 100;
const bases = new Map<string, Base>();

/** axios without anybody's defaults, for its way to join and to serialise. */
const plainAxios = new axiosRoot.Axios({});

function parseBase(base: string): Base {
  const joined = `${base.replace(/\/?\/$/, '')}/`; // as axios joins
  if (!URL.canParse(joined)) return undefined;
  const { protocol, origin, pathname, search, hash, username, password } = new URL(joined);
  if (!/^https?:$/.test(protocol) || search + hash + username + password !== '') return undefined;
  return { origin, path: pathname.slice(0, -1) };
}

/** Bases repeat. */
function baseOf(base: string): Base {
  const known = bases.get(base);
  if (known !== undefined || bases.has(base)) return known;
  if (bases.size >= MOST_BASES) bases.clear();
  const parsed = parseBase(base);
  bases.set(base, parsed);
  return parsed;
}

function parsedTarget({ baseURL, url, allowAbsoluteUrls }: InternalAxiosRequestConfig): Target {
  const { protocol, origin, pathname, search, username, password } = new URL(
    plainAxios.getUri({ baseURL, url, allowAbsoluteUrls }),
  );
  if (!/^https?:$/.test(protocol)) {
    throw new axiosRoot.AxiosError(`Unsupported protocol ${protocol}`, 'ERR_BAD_REQUEST');
  }
  const hasAuth = username !== '' || password !== '';
  return {
    origin,
    path: pathname + search,
    ...(hasAuth && { auth: `${decodePercent(username)}:${decodePercent(password)}` }),
  };
}

function withParams(path: string, { url, params, paramsSerializer }: InternalAxiosRequestConfig): string {
  try {
    return plainAxios.getUri({ url: path, params: params as unknown, paramsSerializer });
  } catch (error) {
    const details = { url, exists: true };
    throw axiosRoot.AxiosError.from(error, 'ERR_BAD_REQUEST', undefined, undefined, undefined, details);
  }
}

/**
 * Where axios would send this request: `url` joined to `baseURL`, `params` serialised.
 *
 * @throws AxiosError `ERR_BAD_REQUEST` or `ERR_INVALID_URL`, TypeError for an address that is none.
 */
export function targetOf(config: InternalAxiosRequestConfig): Target {
  const { baseURL, url } = config;
  try {
    const isPlain = baseURL && typeof url === 'string' && PLAIN_PATH.test(url);
    const base = isPlain ? baseOf(baseURL) : undefined;
    const target = base && isPlain ? { origin: base.origin, path: base.path + url } : parsedTarget(config);
    return config.params ? { ...target, path: withParams(target.path, config) } : target;
  } catch (error) {
    if (axiosRoot.isAxiosError(error)) (error as AxiosError).config = config;
    throw error;
  }
}
