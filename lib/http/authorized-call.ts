import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Account } from '../accounts/account.js';
import type { ReplayRefusal } from '../observe/events.js';
import { attempt, type Outcome } from './attempt.js';
import { CallBudget } from './call-budget.js';
import { isTokenProblem } from './challenge.js';
import { progressOnce } from './progress-once.js';
import { isReplayableBody } from './request-body.js';
import { type Carrier, sendAuthorized } from './send-authorized.js';
import { setAsideBody } from './set-aside-body.js';

/** An axios request on its way to an allowed origin. */
export interface Call {
  readonly adapter: AxiosAdapter;
  readonly config: InternalAxiosRequestConfig;
  readonly account: Account;
  readonly origin: string;
}

/** Ends the call as the adapter would have ended it; a caller's error says why the 401 in it was not cured. */
function end({ response, failure }: Outcome, refusal: ReplayRefusal | undefined): AxiosResponse {
  if (failure === undefined) return response as AxiosResponse;
  if (refusal && typeof failure.error === 'object') Object.assign(failure.error as object, { asposeAuth: refusal });
  throw failure.error;
}

/** `WWW-Authenticate` of an answer; adapters of others', mocks among them, name headers in any case or give none. */
function challengesIn(headers: object | undefined): string | undefined {
  const fields = Object.entries(headers ?? {}) as [string, string | string[] | undefined][];
  return fields.find(([name]) => name.toLowerCase() === 'www-authenticate')?.[1]?.toString();
}

/** An axios request as something that can be sent twice. */
function carrierOf({ adapter, config, account, origin }: Call): Carrier<Outcome> {
  const { storage = account.settings.storage, appSid } = config.asposeAuth || {};
  const budget = new CallBudget(config);
  const listeners = progressOnce(config);
  let hasWaited = false;
  return {
    account,
    origin,
    wait: (token$) => {
      hasWaited = true;
      return budget.wait(token$);
    },
    send: (token) => {
      const overrides = hasWaited ? { ...listeners, ...budget.remaining() } : listeners;
      hasWaited = true; // a second attempt has less time than the first
      return attempt(adapter, config, { token, origin, storage, appSid, overrides });
    },
    statusOf: ({ response, carriedToken }) => (carriedToken ? response?.status : undefined),
    isTokenProblem: ({ response }) => isTokenProblem(challengesIn(response?.headers)),
    isReplayable: () => isReplayableBody(config.data),
    setAside: ({ response }) => setAsideBody(response),
  };
}

/** Sends an axios request with the account's token, and once more with another where the API refuses it. */
export async function authorizedCall(call: Call): Promise<AxiosResponse> {
  const { outcome, refusal } = await sendAuthorized(carrierOf(call));
  return end(outcome, refusal);
}
