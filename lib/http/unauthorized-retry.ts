import type { Observable } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { ReplaySkipReason, RequestReplaySkipped } from '../events/events.js';
import type { AccessToken } from '../token/access-token.js';
import { SameTokenError } from '../token/token-errors.js';

/** On whose behalf, and where to. */
interface RequestContext {
  readonly account: Account;
  readonly origin: string;
  /** The token, within the caller's patience. */
  waitForToken(token$: Observable<AccessToken>): Promise<AccessToken>;
}

/** A request on its way to an allowed origin, whatever carries it: an axios adapter, or a method of an official SDK. */
export interface RetryableRequest<Outcome> extends RequestContext {
  send(token: AccessToken): Promise<Outcome>;
  /** `status` is absent where no answer came, or none to a request with the token. */
  getStatus(outcome: Outcome): number | undefined;
  /** False where the 401 says that another token would not help. */
  allowsRetry(outcome: Outcome): boolean;
  /** Whether the body can be sent a second time. */
  isReplayable(): boolean;
  /** Makes room for the replay; what it returns takes that back. */
  drainBody?(outcome: Outcome): Promise<() => void>;
}

/** How a request ended, and why a 401 in it was not cured. */
export interface RetryResult<Outcome> {
  readonly result: Outcome;
  readonly skipReason?: ReplaySkipReason;
}

/**
 * Sends a request with the account's token and handles a 401.
 *
 * 1. A token that is held goes out at once; without one the call waits, within its own patience.
 * 2. A 401 to the token that another token can cure drops the token, unless another is in use already.
 * 3. A body that can be sent twice is, once, with the next token, to the same address; once more if that token was another
 *    process' and had been revoked as well.
 * 4. In every other case the caller gets the 401 as it came; but where no other token can be had, the error that says why.
 */
export async function sendWithRetry<Outcome>(carrier: RetryableRequest<Outcome>): Promise<RetryResult<Outcome>> {
  const { account } = carrier;
  const token = account.manager.getCached() ?? (await carrier.waitForToken(account.manager.waitForToken()));
  const first = await carrier.send(token);
  if (carrier.getStatus(first) !== 401) return accepted(carrier, first);
  account.reporter.report({ type: 'request.unauthorized', ...at(carrier) });
  return replay(carrier, { token, outcome: first });
}

/** A token, and the 401 to it. */
interface Refusal<Outcome> {
  readonly token: AccessToken;
  readonly outcome: Outcome;
}

async function replay<Outcome>(
  carrier: RetryableRequest<Outcome>,
  { token, outcome }: Refusal<Outcome>,
  isLast = false,
): Promise<RetryResult<Outcome>> {
  const { manager, reporter } = carrier.account;
  const hopeless = refusalOf(carrier, outcome);
  if (hopeless) return refused(carrier, outcome, hopeless);
  if (!dropped(carrier, token)) return refused(carrier, outcome, 'rejecting');
  if (!carrier.isReplayable()) return refused(carrier, outcome, 'body-not-replayable');

  const putBack = await carrier.drainBody?.(outcome);
  const next = await anotherToken(carrier, token);
  if (next === undefined) {
    putBack?.();
    return refused(carrier, outcome, 'same-token');
  }
  const second = await carrier.send(next);
  const status = carrier.getStatus(second);
  reporter.report({ type: 'request.replayed', ...at(carrier), ...(status && { status }) });
  if (status !== 401) return accepted(carrier, second);
  if (!isLast && manager.isFromStore(next)) return replay(carrier, { token: next, outcome: second }, true);
  if (refusalOf(carrier, second) === undefined) dropped(carrier, next);
  return refused(carrier, second, 'already-replayed');
}

const at = ({ account, origin }: RequestContext) => ({
  account: account.settings.name,
  origin,
  at: account.manager.now(),
});

/** Whether the 401 can be cured, from what is known before a new token is asked for. */
function refusalOf<Outcome>(carrier: RetryableRequest<Outcome>, outcome: Outcome): ReplaySkipReason | undefined {
  if (!carrier.allowsRetry(outcome)) return 'not-a-token-problem';
  return isResting(carrier) ? 'rejecting' : undefined;
}

/**
 * A token to try again with; `undefined` where the endpoint has no other.
 *
 * @throws AsposeAuthError, or what the caller's patience ended with.
 */
async function anotherToken(errand: RequestContext, { value }: AccessToken): Promise<AccessToken | undefined> {
  const { manager } = errand.account;
  try {
    const next = manager.getCached() ?? (await errand.waitForToken(manager.waitForToken()));
    return next.value === value ? undefined : next;
  } catch (error) {
    if (error instanceof SameTokenError) return undefined;
    reportRefusal(errand, 'no-token');
    throw error;
  }
}

function refused<Outcome>(
  carrier: RetryableRequest<Outcome>,
  outcome: Outcome,
  refusal: ReplaySkipReason,
): RetryResult<Outcome> {
  reportRefusal(carrier, refusal);
  return { result: outcome, skipReason: refusal };
}

function reportRefusal(errand: RequestContext, refusal: RequestReplaySkipped['reason']): void {
  errand.account.reporter.report({ type: 'request.replay-skipped', ...at(errand), reason: refusal });
}

function accepted<Outcome>(carrier: RetryableRequest<Outcome>, outcome: Outcome): RetryResult<Outcome> {
  if (carrier.getStatus(outcome) !== undefined) getRejectionBreaker(carrier.account).recordAcceptance(carrier.origin);
  return { result: outcome };
}

function isResting({ account, origin }: RequestContext): boolean {
  return getRejectionBreaker(account).isOpen(origin, account.manager.now());
}

/** Drops the token, if it is still the one in use; false where its origin has refused so many that it stays. */
function dropped(errand: RequestContext, { value }: AccessToken): boolean {
  const { account, origin } = errand;
  const { manager } = account;
  if (manager.getUnexpired()?.value !== value) return true;
  getRejectionBreaker(account).recordRejection(origin, value, manager.now(), Math.random());
  if (isResting(errand)) return false;
  manager.reject(value);
  return true;
}

/** Different tokens that an origin refuses in a row before it is believed to refuse them all. */
const MOST_IN_A_ROW = 3;
const REST_MS = 10_000;

interface Tally {
  readonly lastRefused: string;
  readonly count: number;
  readonly restUntil: number;
}

/**
 * One account's memory of origins that refuse every token, so that an API which is set up wrongly costs no token request per
 * call: after three fresh tokens in a row, none is asked for during 10–20 s because of that origin.
 */
export class RejectionBreaker {
  readonly #tallies = new Map<string, Tally>();

  /** True while a 401 of this origin is no reason to ask for another token. */
  isOpen(origin: string, now: number): boolean {
    const tally = this.#tallies.get(origin);
    return tally !== undefined && now < tally.restUntil;
  }

  /**
   * Counts a token that was in use when the origin refused it.
   *
   * @param random From 0 up to 1.
   */
  recordRejection(origin: string, token: string, now: number, random: number): void {
    const before = this.#tallies.get(origin);
    if (before?.lastRefused === token) return;
    const count = (before?.count ?? 0) + 1;
    const restUntil = count >= MOST_IN_A_ROW ? now + REST_MS * (1 + random) : 0;
    this.#tallies.set(origin, { lastRefused: token, count, restUntil });
  }

  recordAcceptance(origin: string): void {
    if (this.#tallies.size > 0) this.#tallies.delete(origin);
  }
}

const breakers = new WeakMap<object, RejectionBreaker>();

/** The breaker of an account, whichever client its requests go through. */
export function getRejectionBreaker(account: object): RejectionBreaker {
  const breaker = breakers.get(account) ?? new RejectionBreaker();
  breakers.set(account, breaker);
  return breaker;
}
