import { STATUS_CODES } from 'node:http';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { AsposeAuthError } from '../errors.js';
import { axiosRoot } from '../util/axios.js';
import type { AsposeAuthTesting, AsposeAuthTestingOptions, TestResponder, TestResponse } from './testing-options.js';

/** The API of a test: an axios adapter that sends nothing. */
export class FakeApi implements AsposeAuthTesting {
  #unauthorized: number;
  #responder: TestResponder | undefined;

  constructor({ unauthorized = 0, respond }: AsposeAuthTestingOptions) {
    this.#unauthorized = unauthorized;
    if (respond) this.respond(respond);
  }

  unauthorized(times = 1): void {
    this.#unauthorized += times;
  }

  respond(response: TestResponse | TestResponder): void {
    this.#responder = typeof response === 'function' ? response : () => response;
  }

  readonly adapter = async (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
    if (this.#unauthorized > 0) {
      this.#unauthorized -= 1;
      return settle(config, { status: 401, data: { message: 'unauthorized' } });
    }
    if (this.#responder === undefined) {
      const request = `${config.method?.toUpperCase() ?? 'GET'} ${axiosRoot.getUri(config)}`;
      throw new AsposeAuthError(
        'ERR_ASPOSE_CONFIG',
        `No response to ${request} in this test. Set the option respond of AsposeAuthTestingModule.`,
      );
    }
    return settle(config, await this.#responder(config));
  };
}

/** Resolves or rejects by `validateStatus`, as axios' own adapters do. */
function settle(config: InternalAxiosRequestConfig, { status = 200, data, headers = {} }: TestResponse): AxiosResponse {
  const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]); // as Node does
  const fields = new axiosRoot.AxiosHeaders(Object.fromEntries(lowerCased) as Record<string, string>);
  const response = { status, statusText: STATUS_CODES[status] ?? '', headers: fields, data, config };
  if (config.validateStatus?.(status) ?? true) return response;
  const code = status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
  throw new axiosRoot.AxiosError(`Request failed with status code ${status}`, code, config, undefined, response);
}
