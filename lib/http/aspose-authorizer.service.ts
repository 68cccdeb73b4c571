import type { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosInstance } from 'axios';
import type { AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { attachInterceptor } from './auth-interceptor.js';

/** Authorises clients that the module does not find by itself: of lazy modules, of SDKs, outside of Nest. */
@Injectable()
export class AsposeAuthorizer {
  readonly #accounts: AsposeAccounts;

  /** @internal Made by the module. */
  constructor(accounts: AsposeAccounts) {
    this.#accounts = accounts;
  }

  /**
   * Lets requests of the target carry a token, where their origin is allowed and only there. Asking twice attaches once.
   *
   * @param options.account Whose token. Default `'default'`.
   * @returns Detaches.
   * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT`, or `ERR_ASPOSE_CONFIG` where another application holds the instance.
   */
  attach(target: AttachTarget, options?: { account?: string }): () => void;
  attach(target: HttpService | AxiosInstance, options: { account?: string } = {}): () => void {
    const axios = 'axiosRef' in target ? target.axiosRef : target;
    return attachInterceptor(axios, this.#accounts, this.#accounts.find(options.account));
  }
}

/** An axios instance as far as its typings for ES modules and for CommonJS agree: neither is assignable to the other. */
interface AnyAxiosInstance {
  readonly defaults: object;
  readonly interceptors: { readonly request: { use(onFulfilled: never): number; eject(id: number): void } };
}

/** What can be authorised: an `AxiosInstance` or an `HttpService` made of one. */
export type AttachTarget = AnyAxiosInstance | { readonly axiosRef: AnyAxiosInstance };
