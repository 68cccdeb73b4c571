import type { AxiosAdapter, InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../http/axios-root.js';

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
