import type { AxiosAdapter, InternalAxiosRequestConfig } from 'axios';
import { type AdapterOption, type AxiosCopy, axiosRoot } from '../util/axios.js';
import { getLoopbackOptions } from '../util/proxy-rules.js';
import { redactConfig } from '../util/redact.js';
import { observeFetch } from './request-origin.js';

/** The adapter of nearly every request. */
const httpAdapter = axiosRoot.getAdapter('http');

/** The adapter that axios would choose; in the case of `fetch` one that reports redirects. */
export function selectAdapter(
  copy: AxiosCopy,
  option: AdapterOption,
  config: InternalAxiosRequestConfig,
): AxiosAdapter {
  if (typeof option === 'function') return option;
  const adapter = copy.getAdapter(option, config);
  return adapter === httpAdapter ? adapter : copy.getAdapter(option, observeFetch(config));
}

/**
 * The adapter for a request with a token. It is called with a copy of the config that no other code sees.
 *
 * Plain http to this machine is sent directly, because a proxy of the environment would see the token (H-9). What adapters other
 * than axios' own leave behind is searched for the token (H-2).
 */
export function selectAuthorizedAdapter(
  copy: AxiosCopy,
  option: AdapterOption,
  config: InternalAxiosRequestConfig,
  origin: string,
): AxiosAdapter {
  const adapter = selectAdapter(copy, option, config);
  const direct = typeof option === 'function' ? undefined : getLoopbackOptions(origin, config);
  const send: AxiosAdapter = direct ? (sent) => adapter(Object.assign(sent, direct)) : adapter;
  return adapter === httpAdapter ? send : withoutTraces(send);
}

/** Removes the token from the headers object that the adapter was given, and from copies of the config. */
function withoutTraces(adapter: AxiosAdapter): AxiosAdapter {
  return async (sent) => {
    const { headers } = sent;
    const authorization = String(headers.Authorization);
    try {
      const response = await adapter(sent);
      redactCopies(response, sent, authorization);
      return response;
    } catch (error) {
      redactCopies(error, sent, authorization);
      throw error;
    } finally {
      Reflect.deleteProperty(headers, 'Authorization');
    }
  };
}

function redactCopies(outcome: unknown, sent: InternalAxiosRequestConfig, authorization: string): void {
  if (typeof outcome !== 'object' || outcome === null) return;
  const { config, response } = outcome as { config?: unknown; response?: { config?: unknown } };
  for (const copy of new Set([config, response?.config])) if (copy !== sent) redactConfig(copy, authorization);
}
