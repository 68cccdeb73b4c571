import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosPromise, AxiosRequestConfig, AxiosResponse, CreateAxiosDefaults } from 'axios';
import { Observable } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { axiosRoot } from '../util/axios.js';
import { attachInterceptor } from './auth-interceptor.js';

/** An `HttpService` for Aspose Cloud: `baseURL` preset, authorised from the first call on. Inject it by class. */
@Injectable()
export class AsposeClient extends HttpService {
  /**
   * As that of `HttpService`, but that a call which is over is not cancelled as well: axios makes an error for that, with a stack.
   *
   * @internal
   */
  protected override makeObservable<T>(
    send: (...values: never[]) => AxiosPromise<T>,
    ...values: unknown[]
  ): Observable<AxiosResponse<T>> {
    return new Observable((subscriber) => {
      const config: AxiosRequestConfig = { ...(values.at(-1) as AxiosRequestConfig | undefined) };
      const source = config.cancelToken ? undefined : axiosRoot.CancelToken.source();
      if (source) config.cancelToken = source.token;
      let isOver = false;
      send(...([...values.slice(0, -1), config] as never[])).then(
        (response) => {
          isOver = true;
          subscriber.next(response);
          subscriber.complete();
        },
        (error: unknown) => {
          isOver = true;
          subscriber.error(error);
        },
      );
      return () => {
        if (!isOver && config.responseType !== 'stream') source?.cancel();
      };
    });
  }
}

/** A client of its own axios for an account. */
export function createAsposeClient(
  accounts: AsposeAccounts,
  account: Account,
  defaults: CreateAxiosDefaults = {},
): AsposeClient {
  const { adapter } = accounts.sources;
  const own = { baseURL: account.settings.baseUrl, ...(adapter && { adapter }) };
  const axios = axiosRoot.create({ ...own, ...account.settings.http, ...defaults });
  attachInterceptor(axios, accounts, account);
  return new AsposeClient(axios);
}
