import type { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosInstance } from 'axios';
import type { AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import type { AttachTarget } from './attach-target.js';
import { authorizeAxios } from './authorize-axios.js';

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
    return authorizeAxios(axios, this.#accounts, this.#accounts.find(options.account));
  }
}
