import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import type { AxiosInstance } from 'axios';
import type { AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { attachInterceptor, getAttachments } from './auth-interceptor.js';

/** The axios of anything that looks like an `HttpService`, whichever copy of `@nestjs/axios` made it. */
function axiosOf(instance: unknown): AxiosInstance | undefined {
  if (typeof instance !== 'object' || instance === null || !('axiosRef' in instance)) return undefined;
  const axios = instance.axiosRef as Partial<AxiosInstance> | undefined;
  return typeof axios?.interceptors?.request.use === 'function' ? (axios as AxiosInstance) : undefined;
}

/** Authorises every `HttpService` of the application while it lives. */
export class HttpServiceDiscovery implements OnModuleInit, OnModuleDestroy {
  #detach: (() => void)[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly accounts: AsposeAccounts,
    private readonly mode: 'discover' | 'none',
  ) {}

  onModuleInit(): void {
    if (this.mode === 'none') return;
    for (const axios of this.#instances()) {
      const isMine = getAttachments(axios).some(({ owner }) => owner === this.accounts);
      if (!isMine) this.#detach.push(attachInterceptor(axios, this.accounts, this.accounts.find()));
    }
  }

  onModuleDestroy(): void {
    for (const detach of this.#detach.splice(0)) detach();
  }

  /** Request-scoped services have no instance yet. */
  #instances(): Set<AxiosInstance> {
    const wrappers = this.discovery.getProviders().filter((wrapper) => wrapper.isDependencyTreeStatic());
    return new Set(wrappers.flatMap((wrapper) => axiosOf(wrapper.instance) ?? []));
  }
}
