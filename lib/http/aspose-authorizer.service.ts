import type { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosInstance } from 'axios';
import type { AccountRegistry } from '../accounts/account-registry.js';
import { AsposeAuthError } from '../errors.js';
import { assertAccountOptions } from '../options/validation.js';
import type { RequestShape } from './attachments.js';
import { attachInterceptor } from './auth-interceptor.js';

/**
 * Authorises HTTP clients that the module does not discover by itself: request-scoped ones, those of SDKs, or those outside Nest.
 *
 * @example
 * constructor(authorizer: AsposeAuthorizer) {
 *   authorizer.attach(axios.create({ baseURL: 'https://api.aspose.cloud' }));
 * }
 */
@Injectable()
export class AsposeAuthorizer {
  readonly #registry: AccountRegistry;
  readonly #shape: RequestShape | undefined;

  /** @internal Created by the module. */
  constructor(registry: AccountRegistry, shape?: RequestShape) {
    this.#registry = registry;
    this.#shape = shape;
  }

  /**
   * Adds the token to the target's requests to allowed origins, and to no other requests. Attaching twice attaches once. With
   * `account` it changes the account of a target that is already authorised; detaching undoes that.
   *
   * @param options.account Account whose token is sent. Default: the target's account if it has one, otherwise `'default'`.
   * @returns A function that detaches the interceptor.
   * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` if there is no such account, `ERR_ASPOSE_CONFIG` if another application has
   *   attached to the same axios instance with different settings.
   */
  attach(target: AttachTarget, options?: { account?: string }): () => void;
  attach(target: HttpService | AxiosInstance, options: { account?: string } = {}): () => void {
    assertAccountOptions(options, 'attach()', ['account']);
    const { account } = options;
    const axios = toAxiosInstance(target);
    const found = account === undefined ? undefined : this.#registry.get(account);
    return attachInterceptor(axios, this.#registry, { account: found, shape: this.#shape });
  }
}

/** @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if the target has no interceptors. */
function toAxiosInstance(target: unknown): AxiosInstance {
  const axios = ((target as Partial<HttpService> | null | undefined)?.axiosRef ?? target) as AxiosInstance | null;
  if ((axios?.interceptors as Partial<AxiosInstance['interceptors']> | undefined)?.request) return axios!;
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', 'attach() needs an axios instance or an HttpService.');
}

/** What axios' typings for ES modules and for CommonJS have in common. Neither is assignable to the other. */
interface AnyAxiosInstance {
  readonly defaults: object;
  readonly interceptors: { readonly request: { use(onFulfilled: never): number; eject(id: number): void } };
}

/** What can be authorised: an `AxiosInstance`, or an `HttpService`. */
export type AttachTarget = AnyAxiosInstance | { readonly axiosRef: AnyAxiosInstance };
