import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Observable } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { AccessToken } from '../token/access-token.js';
import { redactRequest } from '../util/redact.js';
import { createBody, destroyFactoryBody, drainBody, isReplayableBody } from './replayable-body.js';
import { RequestDeadline } from './request-deadline.js';
import { addStorageParams, createProgressListeners, type ProgressListeners } from './request-options.js';
import { createRedirectGuard, getResponseUrl, isAtOrigin } from './request-origin.js';
import { type RetryableRequest, type RetryResult, sendWithRetry } from './unauthorized-retry.js';
import { allowsRetry } from './www-authenticate.js';

/** An axios request on its way to an allowed origin. */
export interface AuthorizedRequest {
  readonly adapter: AxiosAdapter;
  readonly config: InternalAxiosRequestConfig;
  readonly account: Account;
  readonly origin: string;
}

/** Ends the call as the adapter would have ended it; a caller's error says why the 401 in it was not cured. */
function end({ result: { response, failure }, skipReason }: RetryResult<SendResult>): AxiosResponse {
  if (failure === undefined) return response as AxiosResponse;
  if (skipReason && typeof failure.error === 'object')
    Object.assign(failure.error as object, { asposeAuth: skipReason });
  throw failure.error;
}

/** `WWW-Authenticate` of an answer; adapters of others', mocks among them, name headers in any case or give none. */
function challengesIn(headers: object | undefined): string | undefined {
  const fields = Object.entries(headers ?? {}) as [string, string | string[] | undefined][];
  return fields.find(([name]) => name.toLowerCase() === 'www-authenticate')?.[1]?.toString();
}

/** An axios request as something that can be sent twice. A class, for a call makes one object of it instead of ten. */
class AxiosCarrier implements RetryableRequest<SendResult> {
  readonly account: Account;
  readonly origin: string;
  readonly #call: AuthorizedRequest;
  readonly #budget: RequestDeadline;
  readonly #listeners: ProgressListeners;
  #hasWaited: boolean;

  constructor(call: AuthorizedRequest, budget?: RequestDeadline) {
    this.account = call.account;
    this.origin = call.origin;
    this.#call = call;
    this.#budget = budget ?? new RequestDeadline(call.config);
    this.#hasWaited = budget !== undefined;
    this.#listeners = createProgressListeners(call.config);
  }

  waitForToken(token$: Observable<AccessToken>): Promise<AccessToken> {
    this.#hasWaited = true;
    return this.#budget.waitFor(token$);
  }

  send(token: AccessToken): Promise<SendResult> {
    const { adapter, config, account, origin } = this.#call;
    const { storage = account.settings.storage, appSid } = config.asposeAuth || {};
    const overrides = this.#hasWaited ? { ...this.#listeners, ...this.#budget.remaining() } : this.#listeners;
    this.#hasWaited = true; // a second attempt has less time than the first
    return sendOnce(adapter, config, { token, origin, storage, appSid, overrides });
  }

  getStatus({ response, tokenSent }: SendResult): number | undefined {
    return tokenSent ? response?.status : undefined;
  }

  allowsRetry({ response }: SendResult): boolean {
    return allowsRetry(challengesIn(response?.headers));
  }

  isReplayable(): boolean {
    return isReplayableBody(this.#call.config.data);
  }

  drainBody({ response }: SendResult): Promise<() => void> {
    return drainBody(response);
  }
}

/**
 * Sends an axios request with the account's token, and once more with another where the API refuses it.
 *
 * @param budget Of a call that has spent some of it. Default: a new one.
 */
export function sendAuthorizedRequest(call: AuthorizedRequest, budget?: RequestDeadline): Promise<AxiosResponse> {
  return sendWithRetry(new AxiosCarrier(call, budget)).then(end);
}

/** How one attempt ended: as the adapter would have ended it, the token gone from everything. */
export interface SendResult {
  readonly response: AxiosResponse | undefined;
  /** What the adapter rejected with; absent where it resolved. */
  readonly failure?: { readonly error: unknown };
  /** False where a redirect led away, so that the last answer is to a request without the token. */
  readonly tokenSent: boolean;
}

/** What an attempt adds to the caller's request. */
export interface SendOptions {
  readonly token: AccessToken;
  readonly origin: string;
  readonly storage: string | undefined;
  readonly appSid: string | undefined;
  /** What is left of the caller's `timeout`, and its progress listeners. */
  readonly overrides: Partial<InternalAxiosRequestConfig>;
}

/** Hides `request` from loggers that walk over what they are given; who asks for it by name still gets it. */
function concealRequest(holder: object): void {
  const { request } = holder as { request?: unknown };
  if (request === undefined) return;
  Object.defineProperty(holder, 'request', { value: request, enumerable: false, writable: true, configurable: true });
}

/**
 * Sends the request once, with the token, through the adapter. The header is on a copy that nobody else sees; when the
 * attempt is over the copy and what Node keeps of the request are cleaned, and the caller's own config is put back.
 */
export async function sendOnce(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
  { token, origin, storage, appSid, overrides }: SendOptions,
): Promise<SendResult> {
  const { authorization } = token;
  const way = { carriesToken: true };
  const sent = Object.assign(createAuthorizedConfig(config, authorization), overrides);
  sent.beforeRedirect = createRedirectGuard(origin, authorization, config.beforeRedirect, way);
  sent.params = addStorageParams(config.params, config.url, { storage, appSid });

  const restore = (holder: { config?: unknown; request?: unknown }) => {
    if (holder.config === sent) holder.config = config;
    const landing = getResponseUrl(holder.request);
    if (landing !== undefined && !isAtOrigin(origin, landing)) way.carriesToken = false;
    redactRequest(holder.request, authorization);
    concealRequest(holder);
  };
  try {
    if (typeof config.data === 'function') sent.data = await createBody(config.data);
    const response = await adapter(sent);
    restore(response);
    return { response, tokenSent: way.carriesToken };
  } catch (error) {
    destroyFactoryBody(config.data, sent.data, error);
    const failed = error as { config?: unknown; request?: unknown; response?: AxiosResponse } | undefined;
    if (failed && typeof failed === 'object') restore(failed);
    if (failed?.response) restore(failed.response);
    return { response: failed?.response, failure: { error }, tokenSent: way.carriesToken };
  } finally {
    sent.headers = config.headers; // late errors of a streamed answer still hold the copy
  }
}

type Headers = InternalAxiosRequestConfig['headers'];

const isAuthorization = (name: string) => name.length === 13 && name.toLowerCase() === 'authorization';

/** The headers with the token, without the checks that each of them has been through when axios made them. */
function withAuthorization(headers: Headers, authorization: string): Headers {
  const copy = Object.create(Object.getPrototypeOf(headers) as object) as Headers;
  for (const name of Object.keys(headers)) {
    if (!isAuthorization(name)) copy[name] = headers[name] as string; // one that says `undefined` is no caller's own
  }
  copy.Authorization = authorization;
  return copy;
}

/**
 * A copy of a request's config that carries the token. Copied key by key, for axios' configs have no prototype, and V8 takes four
 * times as long to spread such an object.
 */
export function createAuthorizedConfig(
  config: InternalAxiosRequestConfig,
  authorization: string,
): InternalAxiosRequestConfig {
  const source = config as unknown as Record<string | symbol, unknown>;
  const copy: Record<string | symbol, unknown> = {};
  for (const name of Object.keys(config)) copy[name] = source[name];
  for (const name of Object.getOwnPropertySymbols(config)) copy[name] = source[name];
  copy.headers = withAuthorization(config.headers, authorization);
  return copy as unknown as InternalAxiosRequestConfig;
}
