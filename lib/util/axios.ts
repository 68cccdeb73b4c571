import { HttpService } from '@nestjs/axios';
import type { AxiosAdapter, AxiosInstance, AxiosStatic, InternalAxiosRequestConfig } from 'axios';

/**
 * The copy of axios that `@nestjs/axios` uses. With Nest 11 a process can hold two copies, and users compare errors with the
 * classes of this one.
 */
export const axiosRoot = new HttpService().axiosRef as AxiosStatic;

/** The option `adapter` of a request. */
export type AdapterOption = InternalAxiosRequestConfig['adapter'];

/** A copy of axios, as far as it can be reached through one of its instances. */
export interface AxiosCopy {
  /** The adapter that this copy would choose for a request. */
  getAdapter(option: AdapterOption, config: Pick<InternalAxiosRequestConfig, 'env'>): AxiosAdapter;
  /** Turns an error of `axiosRoot` into one of this copy, for callers who compare with `instanceof`. Absent if it is that copy. */
  readonly adoptError?: (error: unknown) => unknown;
}

/** The copy of `@nestjs/axios`. */
const rootCopy: AxiosCopy = {
  getAdapter: (option, config) => (axiosRoot.getAdapter as GetAdapter)(option ?? axiosRoot.defaults.adapter, config),
};

type GetAdapter = (option: AdapterOption, config: object) => AxiosAdapter;

/** By a class that every copy has its own of. */
const copies = new WeakMap<object, AxiosCopy>([[getInterceptorClass(axiosRoot), rootCopy]]);

/** Returns the copy of axios that an instance belongs to. */
export function getAxiosCopy(axios: AxiosInstance): AxiosCopy {
  const key = getInterceptorClass(axios);
  const known = copies.get(key);
  if (known) return known;
  // Something that only resembles an instance cannot be asked for its adapters.
  const copy = typeof axios.create === 'function' ? createForeignCopy(axios) : rootCopy;
  copies.set(key, copy);
  return copy;
}

function getInterceptorClass({ interceptors }: AxiosInstance): object {
  return interceptors.request.constructor;
}

/**
 * Instances do not expose `getAdapter`, so the adapter is one that lets an instance without defaults and transformations send the
 * config. Its interceptor replaces what axios has merged by the config itself, so that nothing is added.
 */
function createForeignCopy(axios: AxiosInstance): AxiosCopy {
  const bare = axios.create() as AxiosInstance & { defaults: object };
  for (const name of Object.keys(bare.defaults)) Reflect.deleteProperty(bare.defaults, name);
  bare.interceptors.request.use((merged) => (merged as unknown as ConfigHolder).getConfig(), undefined, {
    synchronous: true,
  });
  const send = (config: object) => bare.request({ getConfig: () => config } as object);

  const prototypes: { canceled?: object; error?: object } = {};
  send({ method: 'get', headers: {}, signal: AbortSignal.abort() }).catch((error: unknown) => {
    prototypes.canceled = Object.getPrototypeOf(error) as object;
    prototypes.error = Object.getPrototypeOf(prototypes.canceled) as object;
  });

  return {
    getAdapter: (option, overrides) => async (config) => {
      const sent = Object.assign(Object.create(null) as object, config, overrides, {
        adapter: option,
        transformRequest: undefined,
        transformResponse: undefined,
      });
      try {
        const response = await send(sent);
        response.config = config;
        return response;
      } catch (error) {
        restoreConfig(error, config);
        throw error;
      }
    },
    adoptError(error) {
      const prototype = axiosRoot.isCancel(error) ? prototypes.canceled : prototypes.error;
      if (prototype && error instanceof axiosRoot.AxiosError) Object.setPrototypeOf(error, prototype);
      return error;
    },
  };
}

/** Takes a config through axios' own merge unchanged. */
interface ConfigHolder {
  getConfig(): InternalAxiosRequestConfig;
}

function restoreConfig(error: unknown, config: InternalAxiosRequestConfig): void {
  if (typeof error !== 'object' || error === null) return;
  const failed = error as { config?: unknown; response?: { config?: unknown } };
  if (failed.config) failed.config = config;
  if (failed.response?.config) failed.response.config = config;
}
