import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Account } from '../accounts/account.js';
import type { ReplayRefusal } from '../observe/events.js';
import type { AccessToken } from '../token/access-token.js';
import { SameTokenError } from '../token/token-errors.js';
import { attempt, type Outcome } from './attempt.js';
import { CallBudget } from './call-budget.js';
import { isTokenProblem } from './challenge.js';
import { progressOnce } from './progress-once.js';
import { breakerOf } from './rejection-breaker.js';
import { isReplayableBody } from './request-body.js';
import { setAsideBody } from './set-aside-body.js';

/** A request on its way to an allowed origin. */
export interface Call {
  readonly adapter: AxiosAdapter;
  readonly config: InternalAxiosRequestConfig;
  readonly account: Account;
  readonly origin: string;
}

function send(call: Call, token: AccessToken, overrides: Partial<InternalAxiosRequestConfig>): Promise<Outcome> {
  const { adapter, config, account, origin } = call;
  const { storage = account.settings.storage, appSid } = config.asposeAuth || {};
  return attempt(adapter, config, { token, origin, storage, appSid, overrides });
}

/** Ends the call as the adapter would have ended it; a caller's error says why the 401 in it was not cured. */
function end({ response, failure }: Outcome, refusal?: ReplayRefusal): AxiosResponse {
  if (failure === undefined) return response as AxiosResponse;
  if (refusal && typeof failure.error === 'object') Object.assign(failure.error as object, { asposeAuth: refusal });
  throw failure.error;
}

/** `WWW-Authenticate` of an answer; adapters of others', mocks among them, name headers in any case or give none. */
function challengesIn(headers: object | undefined): string | undefined {
  const fields = Object.entries(headers ?? {}) as [string, string | string[] | undefined][];
  return fields.find(([name]) => name.toLowerCase() === 'www-authenticate')?.[1]?.toString();
}

/** Whether the 401 can be cured, from what is known before a new token is asked for. */
function refusalOf(call: Call, { response }: Outcome): ReplayRefusal | undefined {
  if (!isTokenProblem(challengesIn(response?.headers))) return 'not-a-token-problem';
  return isResting(call) ? 'rejecting' : undefined;
}

/**
 * Sends a request with the account's token and handles a 401.
 *
 * 1. A token that is held goes out at once; without one the call waits, within its own `timeout` and `signal`.
 * 2. A 401 to the token that another token can cure drops the token, unless another is in use already.
 * 3. A body that can be sent twice is, once, with the next token, to the same address.
 * 4. In every other case the caller gets the 401 as it came.
 */
export async function authorizedCall(call: Call): Promise<AxiosResponse> {
  const { account, origin } = call;
  const budget = new CallBudget(call.config);
  const held = account.cycle.take();
  const token = held ?? (await budget.wait(account.cycle.wait()));
  const listeners = progressOnce(call.config);
  const first = await send(call, token, held ? listeners : { ...listeners, ...budget.remaining() });
  if (!isUnauthorized(first)) return end(accepted(call, first));

  const happened = { account: account.settings.name, origin };
  const refuse = (outcome: Outcome, refusal: ReplayRefusal) => {
    account.reporter.report({ type: 'request.replay-refused', ...happened, at: account.cycle.now(), refusal });
    return end(outcome, refusal);
  };
  account.reporter.report({ type: 'request.unauthorized', ...happened, at: account.cycle.now() });
  const hopeless = refusalOf(call, first);
  if (hopeless) return refuse(first, hopeless);
  if (!dropped(call, token)) return refuse(first, 'rejecting');
  if (!isReplayableBody(call.config.data)) return refuse(first, 'body-not-replayable');

  const putBack = await setAsideBody(first.response);
  const next = await anotherToken(call, budget, token);
  if (next === undefined) {
    putBack();
    return refuse(first, 'same-token');
  }
  const second = await send(call, next, { ...listeners, ...budget.remaining() });
  const status = second.response?.status;
  account.reporter.report({
    type: 'request.replayed',
    ...happened,
    at: account.cycle.now(),
    ...(status && { status }),
  });
  if (!isUnauthorized(second)) return end(accepted(call, second));
  if (refusalOf(call, second) === undefined) dropped(call, next);
  return refuse(second, 'already-replayed');
}

/** A token to try again with; `undefined` where the endpoint has no other. */
async function anotherToken(
  { account: { cycle } }: Call,
  budget: CallBudget,
  refused: AccessToken,
): Promise<AccessToken | undefined> {
  try {
    const next = cycle.take() ?? (await budget.wait(cycle.wait()));
    return next.value === refused.value ? undefined : next;
  } catch (error) {
    if (error instanceof SameTokenError) return undefined;
    throw error;
  }
}

function isUnauthorized({ response, carriedToken }: Outcome): boolean {
  return carriedToken && response?.status === 401;
}

function accepted({ account, origin }: Call, outcome: Outcome): Outcome {
  if (outcome.response && outcome.carriedToken) breakerOf(account).accepted(origin);
  return outcome;
}

function isResting({ account, origin }: Call): boolean {
  return breakerOf(account).isResting(origin, account.cycle.now());
}

/** Drops the token, if it is still the one in use; false where its origin has refused so many that it stays. */
function dropped(call: Call, { value }: AccessToken): boolean {
  const { cycle } = call.account;
  if (cycle.usable()?.value !== value) return true;
  breakerOf(call.account).refused(call.origin, value, cycle.now(), Math.random());
  if (isResting(call)) return false;
  cycle.reject(value);
  return true;
}
