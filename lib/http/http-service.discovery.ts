import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import type { AxiosInstance } from 'axios';
import type { AccountRegistry } from '../accounts/account-registry.js';
import { attachInterceptor, getAttachments } from './auth-interceptor.js';

/** Authorises every `HttpService` of the application from module init to module destroy. */
export class HttpServiceDiscovery implements OnModuleInit, OnModuleDestroy {
  #detachers: (() => void)[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: AccountRegistry,
    private readonly mode: 'discover' | 'none',
  ) {}

  onModuleInit(): void {
    if (this.mode === 'none') return;
    for (const axios of this.#findInstances()) {
      const isAttached = getAttachments(axios).some(({ registry }) => registry === this.registry);
      if (!isAttached) this.#detachers.push(attachInterceptor(axios, this.registry, this.registry.get()));
    }
  }

  onModuleDestroy(): void {
    for (const detach of this.#detachers.splice(0)) detach();
  }

  /** Without request-scoped services: they have no instance yet. */
  #findInstances(): Set<AxiosInstance> {
    const wrappers = this.discovery.getProviders().filter((wrapper) => wrapper.isDependencyTreeStatic());
    return new Set(wrappers.flatMap((wrapper) => getAxios(wrapper.instance) ?? []));
  }
}

/** The axios instance of anything that looks like an `HttpService`, whichever copy of `@nestjs/axios` created it. */
function getAxios(provider: unknown): AxiosInstance | undefined {
  if (typeof provider !== 'object' || provider === null || !('axiosRef' in provider)) return undefined;
  const axios = provider.axiosRef as Partial<AxiosInstance> | undefined;
  return typeof axios?.interceptors?.request.use === 'function' ? (axios as AxiosInstance) : undefined;
}
