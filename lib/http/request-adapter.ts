import http from 'node:http';
import https from 'node:https';
import type { AxiosAdapter, InternalAxiosRequestConfig } from 'axios';
import { type AdapterOption, type AxiosCopy, axiosRoot } from '../util/axios.js';
import { getLoopbackOptions } from '../util/proxy-rules.js';
import { hideSockets, redactConfig } from '../util/redact.js';
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
 * than axios' own leave behind is searched for the token, and agents do not show their sockets (H-2).
 */
export function selectAuthorizedAdapter(
  copy: AxiosCopy,
  option: AdapterOption,
  config: InternalAxiosRequestConfig,
  origin: string,
): AxiosAdapter {
  for (const agent of [config.httpAgent, config.httpsAgent, http.globalAgent, https.globalAgent]) hideSockets(agent);
  const adapter = selectAdapter(copy, option, config);
  const direct = typeof option === 'function' ? undefined : getLoopbackOptions(origin, config);
  const send: AxiosAdapter = direct ? (sent) => adapter(Object.assign(sent, direct)) : adapter;
  const isClean = adapter === httpAdapter || getAdapterName(adapter) === 'undici';
  const wrapped = isClean ? send : withoutTraces(send, copy.adoptError !== undefined);
  return wrapped === adapter ? adapter : Object.assign(wrapped, { adapterName: getAdapterName(adapter) });
}

/**
 * Removes the token from copies of the config, and from the headers object that the adapter was given, which copies may share.
 *
 * @param isCopied True if the adapter is known to send a copy, which late errors of a streamed response still hold.
 */
function withoutTraces(adapter: AxiosAdapter, isCopied: boolean): AxiosAdapter {
  return async (sent) => {
    const { headers } = sent;
    const authorization = String(headers.Authorization);
    const redact = (holder: unknown) => {
      if (typeof holder !== 'object' || holder === null) return;
      const { config } = holder as { config?: unknown };
      if (config === sent && !isCopied) return;
      redactConfig(config, authorization);
      Reflect.deleteProperty(headers, 'Authorization');
    };
    try {
      const response = await adapter(sent);
      redact(response);
      return response;
    } catch (error) {
      redact((error as { response?: unknown } | undefined)?.response);
      redact(error);
      throw error;
    }
  };
}

/** The name of one of axios' own adapters, or of this package's; `undefined` for others. */
export function getAdapterName(adapter: AxiosAdapter): unknown {
  return (adapter as { adapterName?: unknown }).adapterName;
}
