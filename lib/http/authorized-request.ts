import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Observable } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { AccessToken } from '../token/access-token.js';
import { scrubRequest } from '../util/redact.js';
import { bodyOf, closeOwnBody, isReplayableBody, setAsideBody } from './replayable-body.js';
import { CallBudget } from './request-deadline.js';
import { type ProgressListeners, progressOnce, withStorage } from './request-options.js';
import { landingOf, redirectGuard, staysAt } from './request-origin.js';
import { type Carrier, type Ending, sendAuthorized } from './unauthorized-retry.js';
import { isTokenProblem } from './www-authenticate.js';

/** An axios request on its way to an allowed origin. */
export interface Call {
  readonly adapter: AxiosAdapter;
  readonly config: InternalAxiosRequestConfig;
  readonly account: Account;
  readonly origin: string;
}

/** Ends the call as the adapter would have ended it; a caller's error says why the 401 in it was not cured. */
function end({ outcome: { response, failure }, refusal }: Ending<Outcome>): AxiosResponse {
  if (failure === undefined) return response as AxiosResponse;
  if (refusal && typeof failure.error === 'object') Object.assign(failure.error as object, { asposeAuth: refusal });
  throw failure.error;
}

/** `WWW-Authenticate` of an answer; adapters of others', mocks among them, name headers in any case or give none. */
function challengesIn(headers: object | undefined): string | undefined {
  const fields = Object.entries(headers ?? {}) as [string, string | string[] | undefined][];
  return fields.find(([name]) => name.toLowerCase() === 'www-authenticate')?.[1]?.toString();
}

/** An axios request as something that can be sent twice. A class, for a call makes one object of it instead of ten. */
class AxiosCarrier implements Carrier<Outcome> {
  readonly account: Account;
  readonly origin: string;
  readonly #call: Call;
  readonly #budget: CallBudget;
  readonly #listeners: ProgressListeners;
  #hasWaited: boolean;

  constructor(call: Call, budget?: CallBudget) {
    this.account = call.account;
    this.origin = call.origin;
    this.#call = call;
    this.#budget = budget ?? new CallBudget(call.config);
    this.#hasWaited = budget !== undefined;
    this.#listeners = progressOnce(call.config);
  }

  wait(token$: Observable<AccessToken>): Promise<AccessToken> {
    this.#hasWaited = true;
    return this.#budget.wait(token$);
  }

  send(token: AccessToken): Promise<Outcome> {
    const { adapter, config, account, origin } = this.#call;
    const { storage = account.settings.storage, appSid } = config.asposeAuth || {};
    const overrides = this.#hasWaited ? { ...this.#listeners, ...this.#budget.remaining() } : this.#listeners;
    this.#hasWaited = true; // a second attempt has less time than the first
    return attempt(adapter, config, { token, origin, storage, appSid, overrides });
  }

  statusOf({ response, carriedToken }: Outcome): number | undefined {
    return carriedToken ? response?.status : undefined;
  }

  isTokenProblem({ response }: Outcome): boolean {
    return isTokenProblem(challengesIn(response?.headers));
  }

  isReplayable(): boolean {
    return isReplayableBody(this.#call.config.data);
  }

  setAside({ response }: Outcome): Promise<() => void> {
    return setAsideBody(response);
  }
}

/**
 * Sends an axios request with the account's token, and once more with another where the API refuses it.
 *
 * @param budget Of a call that has spent some of it. Default: a new one.
 */
export function authorizedCall(call: Call, budget?: CallBudget): Promise<AxiosResponse> {
  return sendAuthorized(new AxiosCarrier(call, budget)).then(end);
}

/** How one attempt ended: as the adapter would have ended it, the token gone from everything. */
export interface Outcome {
  readonly response: AxiosResponse | undefined;
  /** What the adapter rejected with; absent where it resolved. */
  readonly failure?: { readonly error: unknown };
  /** False where a redirect led away, so that the last answer is to a request without the token. */
  readonly carriedToken: boolean;
}

/** What an attempt adds to the caller's request. */
export interface AttemptOptions {
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
export async function attempt(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
  { token, origin, storage, appSid, overrides }: AttemptOptions,
): Promise<Outcome> {
  const { authorization } = token;
  const way = { carriesToken: true };
  const sent = Object.assign(sentConfig(config, authorization), overrides);
  sent.beforeRedirect = redirectGuard(origin, authorization, config.beforeRedirect, way);
  sent.params = withStorage(config.params, config.url, { storage, appSid });

  const restore = (holder: { config?: unknown; request?: unknown }) => {
    if (holder.config === sent) holder.config = config;
    const landing = landingOf(holder.request);
    if (landing !== undefined && !staysAt(origin, landing)) way.carriesToken = false;
    scrubRequest(holder.request, authorization);
    concealRequest(holder);
  };
  try {
    if (typeof config.data === 'function') sent.data = await bodyOf(config.data);
    const response = await adapter(sent);
    restore(response);
    return { response, carriedToken: way.carriesToken };
  } catch (error) {
    closeOwnBody(config.data, sent.data, error);
    const failed = error as { config?: unknown; request?: unknown; response?: AxiosResponse } | undefined;
    if (failed && typeof failed === 'object') restore(failed);
    if (failed?.response) restore(failed.response);
    return { response: failed?.response, failure: { error }, carriedToken: way.carriesToken };
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
export function sentConfig(config: InternalAxiosRequestConfig, authorization: string): InternalAxiosRequestConfig {
  const source = config as unknown as Record<string | symbol, unknown>;
  const copy: Record<string | symbol, unknown> = {};
  for (const name of Object.keys(config)) copy[name] = source[name];
  for (const name of Object.getOwnPropertySymbols(config)) copy[name] = source[name];
  copy.headers = withAuthorization(config.headers, authorization);
  return copy as unknown as InternalAxiosRequestConfig;
}
