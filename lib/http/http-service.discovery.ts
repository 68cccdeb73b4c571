import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { DiscoveryService, LazyModuleLoader, ModulesContainer } from '@nestjs/core';
import type { AxiosInstance } from 'axios';
import type { AccountRegistry } from '../accounts/account-registry.js';
import type { RequestShape } from './attachments.js';
import { attachInterceptor } from './auth-interceptor.js';

/** What {@link HttpServiceDiscovery} needs from the application. */
export interface DiscoveryDependencies {
  readonly discovery: DiscoveryService;
  readonly modules: ModulesContainer;
  readonly lazyModules: LazyModuleLoader;
  readonly registry: AccountRegistry;
  readonly shape: RequestShape;
}

/**
 * Authorises every `HttpService` of the application, from before the first `onModuleInit` of any module until after the last
 * `onApplicationShutdown`. Also those of modules that are loaded lazily. Not request-scoped ones, because Nest creates them per
 * request and does not report it.
 */
export class HttpServiceDiscovery implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #dependencies: DiscoveryDependencies;
  readonly #mode: 'discover' | 'none';
  readonly #detachers = new Map<AxiosInstance, () => void>();
  #stopObserving: (() => void) | undefined;
  #isStarting = true;

  constructor(dependencies: DiscoveryDependencies, mode: 'discover' | 'none') {
    this.#dependencies = dependencies;
    this.#mode = mode;
    if (mode === 'discover') this.#runHooksFirst();
  }

  onModuleInit(): void {
    if (this.#mode === 'none') return;
    this.#attachAll();
    this.#stopObserving ??= this.#observeLazyModules();
  }

  /** Until here the start may fail, without a hook that says so. Attaches again what had to make way for another application. */
  onApplicationBootstrap(): void {
    this.#isStarting = false;
    const { registry, shape } = this.#dependencies;
    for (const [axios, detach] of this.#detachers) {
      this.#detachers.set(axios, attachInterceptor(axios, registry, { shape }));
      detach();
    }
  }

  /** Not in `onModuleDestroy`: Nest calls that before it waits for the requests that the application is serving (H-7). */
  onApplicationShutdown(): void {
    this.#stopObserving?.();
    this.#stopObserving = undefined;
    for (const detach of this.#detachers.values()) detach();
    this.#detachers.clear();
  }

  /** Nest calls hooks in order of distance, on shutdown in reverse. Without this, modules that are imported earlier come first. */
  #runHooksFirst(): void {
    for (const module of this.#dependencies.modules.values()) {
      if (module.providers.has(HttpServiceDiscovery)) module.distance = Number.POSITIVE_INFINITY;
    }
  }

  #attachAll(): void {
    const { registry, shape } = this.#dependencies;
    for (const axios of this.#findInstances()) {
      if (this.#detachers.has(axios)) continue;
      this.#detachers.set(axios, attachInterceptor(axios, registry, { shape, isStarting: this.#isStarting }));
    }
  }

  /** Nest calls no hooks for such modules. */
  #observeLazyModules(): () => void {
    const { lazyModules } = this.#dependencies;
    const own = Object.getOwnPropertyDescriptor(lazyModules, 'load');
    const load = lazyModules.load.bind(lazyModules);
    lazyModules.load = async (...request) => {
      const moduleRef = await load(...request);
      if (this.#stopObserving) this.#attachAll();
      return moduleRef;
    };
    return () => {
      if (own) Object.defineProperty(lazyModules, 'load', own);
      else Reflect.deleteProperty(lazyModules, 'load');
    };
  }

  #findInstances(): Set<AxiosInstance> {
    const wrappers = this.#dependencies.discovery.getProviders().filter((wrapper) => wrapper.isDependencyTreeStatic());
    const hosts = wrappers.flatMap((wrapper): { readonly instance?: unknown }[] =>
      wrapper.isTransient ? wrapper.getStaticTransientInstances().map((host) => ({ ...host })) : [wrapper],
    );
    return new Set(hosts.flatMap(({ instance }) => getAxios(instance) ?? []));
  }
}

/** The axios instance of anything that looks like an `HttpService`, whichever copy of `@nestjs/axios` created it. */
function getAxios(provider: unknown): AxiosInstance | undefined {
  if (typeof provider !== 'object' || provider === null) return undefined;
  try {
    const axios = (provider as { axiosRef?: Partial<AxiosInstance> }).axiosRef;
    return typeof axios?.interceptors?.request.use === 'function' ? (axios as AxiosInstance) : undefined;
  } catch {
    return undefined; // a provider may be a proxy that cannot be read yet
  }
}
