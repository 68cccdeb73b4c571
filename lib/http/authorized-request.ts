import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Observable } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { AccessToken } from '../token/access-token.js';
import { isAuthorization, redactRequest } from '../util/redact.js';
import { RequestDeadline } from '../util/request-deadline.js';
import { createBody, destroyFactoryBody, drainBody, isReplayableBody } from './replayable-body.js';
import { addStorageParams, createProgressListeners, type ProgressListeners } from './request-options.js';
import { createRedirectGuard, getResponseUrl, isAtOrigin, type RedirectState } from './request-origin.js';
import { type RetryableRequest, type RetryResult, sendWithRetry } from './unauthorized-retry.js';
import { allowsRetry } from './www-authenticate.js';

/** An axios request to an allowed origin. */
export interface AuthorizedRequest {
  readonly adapter: AxiosAdapter;
  readonly config: InternalAxiosRequestConfig;
  readonly account: Account;
  readonly origin: string;
}

/**
 * Sends an axios request with the account's token, and once more with a new token if the API rejects it.
 *
 * @param deadline Of a call that has already waited for its account. Default: a new one.
 */
export async function sendAuthorizedRequest(
  request: AuthorizedRequest,
  deadline?: RequestDeadline,
): Promise<AxiosResponse> {
  return toResponse(await sendWithRetry(new RetryableAxiosRequest(request, deadline)));
}

/** Ends the call as the adapter ended it. The caller's error says why a 401 was not replayed. */
function toResponse({ result: { response, failure }, skipReason }: RetryResult<SendResult>): AxiosResponse {
  if (failure === undefined) return response as AxiosResponse;
  const { error } = failure;
  if (skipReason && typeof error === 'object') Object.assign(error as object, { asposeAuth: skipReason });
  throw error;
}

/** A class rather than closures: one allocation per request instead of ten (hot path). */
class RetryableAxiosRequest implements RetryableRequest<SendResult> {
  readonly account: Account;
  readonly origin: string;
  readonly #request: AuthorizedRequest;
  readonly #deadline: RequestDeadline;
  readonly #listeners: ProgressListeners;
  #hasWaited: boolean;

  constructor(request: AuthorizedRequest, deadline?: RequestDeadline) {
    this.account = request.account;
    this.origin = request.origin;
    this.#request = request;
    this.#deadline = deadline ?? new RequestDeadline(request.config);
    this.#hasWaited = deadline !== undefined;
    this.#listeners = createProgressListeners(request.config);
  }

  waitForToken(token$: Observable<AccessToken>): Promise<AccessToken> {
    this.#hasWaited = true;
    return this.#deadline.waitFor(token$);
  }

  send(token: AccessToken): Promise<SendResult> {
    const { adapter, config, account, origin } = this.#request;
    const { storage = account.settings.storage, appSid } = config.asposeAuth || {};
    const overrides = this.#hasWaited ? { ...this.#listeners, ...this.#deadline.getRemaining() } : this.#listeners;
    this.#hasWaited = true; // the replay has less time than the first attempt
    return sendOnce(adapter, config, { token, origin, storage, appSid, overrides });
  }

  getStatus({ response, tokenSent }: SendResult): number | undefined {
    return tokenSent ? response?.status : undefined;
  }

  allowsRetry({ response }: SendResult): boolean {
    return allowsRetry(getChallenges(response?.headers));
  }

  isReplayable(): boolean {
    return isReplayableBody(this.#request.config.data);
  }

  drainBody({ response }: SendResult): Promise<() => void> {
    return drainBody(response);
  }
}

/** The `WWW-Authenticate` field. Other adapters, such as mocks, use any case for its name, or have no headers. */
function getChallenges(headers: object | undefined): string | undefined {
  const fields = Object.entries(headers ?? {}) as [string, string | string[] | undefined][];
  return fields.find(([name]) => name.toLowerCase() === 'www-authenticate')?.[1]?.toString();
}

/** The result of one attempt: what the adapter returned or threw, with the token removed from it. */
export interface SendResult {
  readonly response: AxiosResponse | undefined;
  /** What the adapter threw; absent if it returned a response. */
  readonly failure?: { readonly error: unknown };
  /** False if a redirect led to another origin, so that the last response is to a request without the token. */
  readonly tokenSent: boolean;
}

interface SendOptions {
  readonly token: AccessToken;
  readonly origin: string;
  readonly storage: string | undefined;
  readonly appSid: string | undefined;
  /** What is left of the caller's `timeout`, and its progress listeners. */
  readonly overrides: Partial<InternalAxiosRequestConfig>;
}

/**
 * Sends the request once, with the token. The header is set on a copy of the config that only the adapter sees. Afterwards the
 * caller's own config is restored, and the token is removed from what Node keeps of the request (H-2).
 */
async function sendOnce(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
  { token, origin, storage, appSid, overrides }: SendOptions,
): Promise<SendResult> {
  const { authorization } = token;
  const redirectState: RedirectState = { tokenSent: true };
  const sent = Object.assign(createAuthorizedConfig(config, authorization), overrides);
  sent.beforeRedirect = createRedirectGuard(origin, authorization, config.beforeRedirect, redirectState);
  sent.params = addStorageParams(config.params, config.url, { storage, appSid });

  const restore = (holder: { config?: unknown; request?: unknown }) => {
    if (holder.config === sent) holder.config = config;
    const responseUrl = getResponseUrl(holder.request);
    if (responseUrl !== undefined && !isAtOrigin(origin, responseUrl)) redirectState.tokenSent = false;
    redactRequest(holder.request, authorization);
    hideRequest(holder);
  };
  try {
    if (typeof config.data === 'function') sent.data = await createBody(config.data);
    const response = await adapter(sent);
    restore(response);
    return { response, tokenSent: redirectState.tokenSent };
  } catch (error) {
    destroyFactoryBody(config.data, sent.data, error);
    const failed = error as { config?: unknown; request?: unknown; response?: AxiosResponse } | undefined;
    if (failed && typeof failed === 'object') restore(failed);
    if (failed?.response) restore(failed.response);
    return { response: failed?.response, failure: { error }, tokenSent: redirectState.tokenSent };
  } finally {
    sent.headers = config.headers; // late errors of a streamed response still hold the copy
  }
}

/** Hides `request` from loggers that walk over objects. It can still be read by name. */
function hideRequest(holder: object): void {
  const { request } = holder as { request?: unknown };
  if (request === undefined) return;
  Object.defineProperty(holder, 'request', { value: request, enumerable: false, writable: true, configurable: true });
}

/**
 * A copy of the config that carries the token. Copied key by key: axios' configs have no prototype, and V8 takes four times as
 * long to spread such an object.
 */
export function createAuthorizedConfig(
  config: InternalAxiosRequestConfig,
  authorization: string,
): InternalAxiosRequestConfig {
  const source = config as unknown as Record<string | symbol, unknown>;
  const copy: Record<string | symbol, unknown> = {};
  for (const name of Object.keys(config)) copy[name] = source[name];
  for (const name of Object.getOwnPropertySymbols(config)) copy[name] = source[name];
  copy.headers = addAuthorization(config.headers, authorization);
  return copy as unknown as InternalAxiosRequestConfig;
}

type Headers = InternalAxiosRequestConfig['headers'];

/** Adds the header without the checks of `AxiosHeaders`: the other headers have passed them when axios created them. */
function addAuthorization(headers: Headers, authorization: string): Headers {
  const copy = Object.create(Object.getPrototypeOf(headers) as object) as Headers;
  for (const name of Object.keys(headers)) {
    if (!isAuthorization(name)) copy[name] = headers[name] as string; // one that is `undefined` is not the caller's own
  }
  copy.Authorization = authorization;
  return copy;
}
