import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type {
  AxiosAdapter,
  AxiosInstance,
  AxiosPromise,
  AxiosRequestConfig,
  AxiosResponse,
  CancelToken,
  CreateAxiosDefaults,
} from 'axios';
import { Observable } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { AccountRegistry } from '../accounts/account-registry.js';
import { axiosRoot } from '../util/axios.js';
import { LinkedCancelToken } from '../util/cancel-token.js';
import { attachInterceptor } from './auth-interceptor.js';

/**
 * An `HttpService` for Aspose Cloud: `baseURL` is set, and every request is authorised. Inject it by class.
 *
 * @example
 * constructor(private readonly aspose: AsposeClient) {}
 *
 * async names() {
 *   const { data } = await firstValueFrom(this.aspose.get('/v4.0/words/storage/folder/'));
 *   return data.Value.map(({ Name }) => Name);
 * }
 */
@Injectable()
export class AsposeClient extends HttpService {
  readonly #get: unknown = Reflect.get(this.instance, 'get');
  readonly #request: unknown = Reflect.get(this.instance, 'request');

  /**
   * Like that of `HttpService`, except that a completed request is not cancelled: axios creates an error with a stack for that. A
   * `get` that has not been replaced is sent as the `request` that it is, which saves axios one merge of configs (hot path).
   *
   * @internal
   */
  protected override makeObservable<T>(
    send: (...values: never[]) => AxiosPromise<T>,
    ...values: unknown[]
  ): Observable<AxiosResponse<T>> {
    return new Observable((subscriber) => {
      const config: AxiosRequestConfig = { ...(values.at(-1) as AxiosRequestConfig | undefined) };
      const own = config.cancelToken ? undefined : new LinkedCancelToken();
      if (own) config.cancelToken = own as unknown as CancelToken;
      let isSettled = false;
      const isGet = send === this.#get;
      const sent = isGet
        ? (this.#request as AxiosInstance['request'])<T>(Object.assign(config, { method: 'get', url: values[0] }))
        : send(...([...values.slice(0, -1), config] as never[]));
      sent.then(
        (response) => {
          isSettled = true;
          subscriber.next(response);
          subscriber.complete();
        },
        (error: unknown) => {
          isSettled = true;
          subscriber.error(error);
        },
      );
      return () => {
        if (!isSettled && config.responseType !== 'stream') own?.cancel(new axiosRoot.CanceledError());
      };
    });
  }
}

/** Creates the clients of accounts, with axios defaults over those of the account. */
export type AsposeClientFactory = (account: Account, defaults?: CreateAxiosDefaults) => AsposeClient;

/**
 * Creates a factory of clients, each with an axios instance of its own.
 *
 * @param adapter Transport of the clients. Default: axios' own.
 */
export function createAsposeClientFactory(registry: AccountRegistry, adapter?: AxiosAdapter): AsposeClientFactory {
  return (account, defaults = {}) => {
    const { baseUrl, http } = account.settings;
    const axios = createBaseInstance().create({ baseURL: baseUrl, ...(adapter && { adapter }), ...http, ...defaults });
    attachInterceptor(axios, registry, { account, isOwnClient: true });
    return new AsposeClient(axios);
  };
}

/** An instance with the process-wide defaults, except for credentials: those belong to another service (H-9). */
function createBaseInstance(): AxiosInstance {
  const axios = axiosRoot.create();
  delete axios.defaults.auth;
  const { headers } = axios.defaults as { headers: Record<string, unknown> };
  for (const fields of [headers, ...Object.values(headers)]) deleteCredentials(fields);
  return axios;
}

function deleteCredentials(fields: unknown): void {
  if (typeof fields !== 'object' || fields === null) return;
  for (const name of Object.keys(fields)) {
    if (/^(authorization|cookie)$/i.test(name)) Reflect.deleteProperty(fields, name);
  }
}
