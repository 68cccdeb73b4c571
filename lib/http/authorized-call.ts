import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Observable } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { AccessToken } from '../token/access-token.js';
import { attempt, type Outcome } from './attempt.js';
import { CallBudget } from './call-budget.js';
import { isTokenProblem } from './challenge.js';
import { type ProgressListeners, progressOnce } from './progress-once.js';
import { isReplayableBody } from './request-body.js';
import { type Carrier, type Ending, sendAuthorized } from './send-authorized.js';
import { setAsideBody } from './set-aside-body.js';

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
