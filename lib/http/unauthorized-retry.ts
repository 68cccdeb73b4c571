import type { Observable } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { ReplayRefusal, ReplayRefused } from '../events/events.js';
import type { AccessToken } from '../token/access-token.js';
import { SameTokenError } from '../token/token-errors.js';

/** On whose behalf, and where to. */
interface Errand {
  readonly account: Account;
  readonly origin: string;
  /** The token, within the caller's patience. */
  wait(token$: Observable<AccessToken>): Promise<AccessToken>;
}

/** A request on its way to an allowed origin, whatever carries it: an axios adapter, or a method of an official SDK. */
export interface Carrier<Outcome> extends Errand {
  send(token: AccessToken): Promise<Outcome>;
  /** `status` is absent where no answer came, or none to a request with the token. */
  statusOf(outcome: Outcome): number | undefined;
  /** False where the 401 says that another token would not help. */
  isTokenProblem(outcome: Outcome): boolean;
  /** Whether the body can be sent a second time. */
  isReplayable(): boolean;
  /** Makes room for the replay; what it returns takes that back. */
  setAside?(outcome: Outcome): Promise<() => void>;
}

/** How a request ended, and why a 401 in it was not cured. */
export interface Ending<Outcome> {
  readonly outcome: Outcome;
  readonly refusal?: ReplayRefusal;
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
export async function sendAuthorized<Outcome>(carrier: Carrier<Outcome>): Promise<Ending<Outcome>> {
  const { account } = carrier;
  const token = account.cycle.take() ?? (await carrier.wait(account.cycle.wait()));
  const first = await carrier.send(token);
  if (carrier.statusOf(first) !== 401) return accepted(carrier, first);
  account.reporter.report({ type: 'request.unauthorized', ...at(carrier) });
  return replay(carrier, { token, outcome: first });
}

/** A token, and the 401 to it. */
interface Refusal<Outcome> {
  readonly token: AccessToken;
  readonly outcome: Outcome;
}

async function replay<Outcome>(
  carrier: Carrier<Outcome>,
  { token, outcome }: Refusal<Outcome>,
  isLast = false,
): Promise<Ending<Outcome>> {
  const { cycle, reporter } = carrier.account;
  const hopeless = refusalOf(carrier, outcome);
  if (hopeless) return refused(carrier, outcome, hopeless);
  if (!dropped(carrier, token)) return refused(carrier, outcome, 'rejecting');
  if (!carrier.isReplayable()) return refused(carrier, outcome, 'body-not-replayable');

  const putBack = await carrier.setAside?.(outcome);
  const next = await anotherToken(carrier, token);
  if (next === undefined) {
    putBack?.();
    return refused(carrier, outcome, 'same-token');
  }
  const second = await carrier.send(next);
  const status = carrier.statusOf(second);
  reporter.report({ type: 'request.replayed', ...at(carrier), ...(status && { status }) });
  if (status !== 401) return accepted(carrier, second);
  if (!isLast && cycle.isFromStore(next)) return replay(carrier, { token: next, outcome: second }, true);
  if (refusalOf(carrier, second) === undefined) dropped(carrier, next);
  return refused(carrier, second, 'already-replayed');
}

const at = ({ account, origin }: Errand) => ({
  account: account.settings.name,
  origin,
  at: account.cycle.now(),
});

/** Whether the 401 can be cured, from what is known before a new token is asked for. */
function refusalOf<Outcome>(carrier: Carrier<Outcome>, outcome: Outcome): ReplayRefusal | undefined {
  if (!carrier.isTokenProblem(outcome)) return 'not-a-token-problem';
  return isResting(carrier) ? 'rejecting' : undefined;
}

/**
 * A token to try again with; `undefined` where the endpoint has no other.
 *
 * @throws AsposeAuthError, or what the caller's patience ended with.
 */
async function anotherToken(errand: Errand, { value }: AccessToken): Promise<AccessToken | undefined> {
  const { cycle } = errand.account;
  try {
    const next = cycle.take() ?? (await errand.wait(cycle.wait()));
    return next.value === value ? undefined : next;
  } catch (error) {
    if (error instanceof SameTokenError) return undefined;
    reportRefusal(errand, 'no-token');
    throw error;
  }
}

function refused<Outcome>(carrier: Carrier<Outcome>, outcome: Outcome, refusal: ReplayRefusal): Ending<Outcome> {
  reportRefusal(carrier, refusal);
  return { outcome, refusal };
}

function reportRefusal(errand: Errand, refusal: ReplayRefused['refusal']): void {
  errand.account.reporter.report({ type: 'request.replay-refused', ...at(errand), refusal });
}

function accepted<Outcome>(carrier: Carrier<Outcome>, outcome: Outcome): Ending<Outcome> {
  if (carrier.statusOf(outcome) !== undefined) breakerOf(carrier.account).accepted(carrier.origin);
  return { outcome };
}

function isResting({ account, origin }: Errand): boolean {
  return breakerOf(account).isResting(origin, account.cycle.now());
}

/** Drops the token, if it is still the one in use; false where its origin has refused so many that it stays. */
function dropped(errand: Errand, { value }: AccessToken): boolean {
  const { account, origin } = errand;
  const { cycle } = account;
  if (cycle.usable()?.value !== value) return true;
  breakerOf(account).refused(origin, value, cycle.now(), Math.random());
  if (isResting(errand)) return false;
  cycle.reject(value);
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
  isResting(origin: string, now: number): boolean {
    const tally = this.#tallies.get(origin);
    return tally !== undefined && now < tally.restUntil;
  }

  /**
   * Counts a token that was in use when the origin refused it.
   *
   * @param random From 0 up to 1.
   */
  refused(origin: string, token: string, now: number, random: number): void {
    const before = this.#tallies.get(origin);
    if (before?.lastRefused === token) return;
    const count = (before?.count ?? 0) + 1;
    const restUntil = count >= MOST_IN_A_ROW ? now + REST_MS * (1 + random) : 0;
    this.#tallies.set(origin, { lastRefused: token, count, restUntil });
  }

  accepted(origin: string): void {
    if (this.#tallies.size > 0) this.#tallies.delete(origin);
  }
}

const breakers = new WeakMap<object, RejectionBreaker>();

/** The breaker of an account, whichever client its requests go through. */
export function breakerOf(account: object): RejectionBreaker {
  const breaker = breakers.get(account) ?? new RejectionBreaker();
  breakers.set(account, breaker);
  return breaker;
}
