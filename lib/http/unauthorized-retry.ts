import type { Observable } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { ReplaySkipReason, RequestReplaySkipped } from '../events/events.js';
import type { AccessToken } from '../token/access-token.js';
import { SameTokenError } from '../token/token-errors.js';

/** For which account, and to which origin, a request is sent. */
interface RequestContext {
  readonly account: Account;
  readonly origin: string;
  /** Waits for the token within the caller's deadline. */
  waitForToken(token$: Observable<AccessToken>): Promise<AccessToken>;
}

/** A request to an allowed origin, whatever sends it: an axios adapter, or a method of an official SDK. */
export interface RetryableRequest<Result> extends RequestContext {
  send(token: AccessToken): Promise<Result>;
  /** `undefined` if there was no response, or none to a request with the token. */
  getStatus(result: Result): number | undefined;
  /** False if the 401 says that a new token would not help. */
  allowsRetry(result: Result): boolean;
  /** Whether the body can be sent a second time. */
  isReplayable(): boolean;
  /** Frees the connection before the replay. The returned function undoes that. */
  drainBody?(result: Result): Promise<() => void>;
}

/** The result of a request, and why a 401 in it was not replayed. */
export interface RetryResult<Result> {
  readonly result: Result;
  readonly skipReason?: ReplaySkipReason;
}

/**
 * Sends a request with the account's token and handles a 401 (H-3).
 *
 * 1. A cached token is sent at once. Without one the request waits, within the caller's deadline.
 * 2. A 401 that a new token can resolve drops the token, unless a newer one is in use already.
 * 3. If the body can be sent twice, the request is replayed once with the next token, to the same address; once more if that
 *    token came from another process and had been revoked as well.
 * 4. Otherwise the caller gets the 401 as it came. If no new token can be fetched, the caller gets the error that says why.
 */
export async function sendWithRetry<Result>(request: RetryableRequest<Result>): Promise<RetryResult<Result>> {
  const { manager, reporter } = request.account;
  const token = manager.getCached() ?? (await request.waitForToken(manager.waitForToken()));
  const result = await request.send(token);
  if (request.getStatus(result) !== 401) return toAccepted(request, result);
  reporter.report({ type: 'request.unauthorized', ...getEventFields(request) });
  return replay(request, token, result);
}

async function replay<Result>(
  request: RetryableRequest<Result>,
  token: AccessToken,
  result: Result,
  isLast = false,
): Promise<RetryResult<Result>> {
  const { manager, reporter } = request.account;
  const skipReason = findSkipReason(request, result);
  if (skipReason) return toSkipped(request, result, skipReason);
  if (!dropToken(request, token)) return toSkipped(request, result, 'rejecting');
  if (!request.isReplayable()) return toSkipped(request, result, 'body-not-replayable');

  const undoDrain = await request.drainBody?.(result);
  const next = await getNextToken(request, token);
  if (next === undefined) {
    undoDrain?.();
    return toSkipped(request, result, 'same-token');
  }
  const second = await request.send(next);
  const status = request.getStatus(second);
  reporter.report({ type: 'request.replayed', ...getEventFields(request), ...(status && { status }) });
  if (status !== 401) return toAccepted(request, second);
  if (!isLast && manager.isFromStore(next)) return replay(request, next, second, true);
  if (findSkipReason(request, second) === undefined) dropToken(request, next);
  return toSkipped(request, second, 'already-replayed');
}

/** Why a 401 is not replayed, as far as it is known before a new token is requested. */
function findSkipReason<Result>(request: RetryableRequest<Result>, result: Result): ReplaySkipReason | undefined {
  if (!request.allowsRetry(result)) return 'not-a-token-problem';
  return isBreakerOpen(request) ? 'rejecting' : undefined;
}

/** Drops the token if it is still in use. False if the origin has rejected so many tokens that this one is kept. */
function dropToken(context: RequestContext, { value }: AccessToken): boolean {
  const { account, origin } = context;
  const { manager } = account;
  if (manager.getUnexpired()?.value !== value) return true;
  getRejectionBreaker(account).recordRejection(origin, value, manager.now(), Math.random());
  if (isBreakerOpen(context)) return false;
  manager.reject(value);
  return true;
}

/**
 * The token for the replay; `undefined` if the endpoint grants the same one again.
 *
 * @throws AsposeAuthError, or the error that ended the caller's wait.
 */
async function getNextToken(context: RequestContext, { value }: AccessToken): Promise<AccessToken | undefined> {
  const { manager } = context.account;
  try {
    const next = manager.getCached() ?? (await context.waitForToken(manager.waitForToken()));
    return next.value === value ? undefined : next;
  } catch (error) {
    if (error instanceof SameTokenError) return undefined;
    reportSkipped(context, 'no-token');
    throw error;
  }
}

function toSkipped<Result>(context: RequestContext, result: Result, skipReason: ReplaySkipReason): RetryResult<Result> {
  reportSkipped(context, skipReason);
  return { result, skipReason };
}

function toAccepted<Result>(request: RetryableRequest<Result>, result: Result): RetryResult<Result> {
  if (request.getStatus(result) !== undefined) getRejectionBreaker(request.account).recordAcceptance(request.origin);
  return { result };
}

function reportSkipped(context: RequestContext, reason: RequestReplaySkipped['reason']): void {
  context.account.reporter.report({ type: 'request.replay-skipped', ...getEventFields(context), reason });
}

function getEventFields({ account, origin }: RequestContext): { account: string; origin: string; at: number } {
  return { account: account.settings.name, origin, at: account.manager.now() };
}

/** Different tokens in a row that an origin rejects before it is assumed to reject all. */
const MAX_REJECTIONS_IN_A_ROW = 3;
/** Lower bound; the upper bound is twice that. */
const OPEN_MS = 10_000;

/**
 * Circuit breaker of one account, by origin. After an origin has rejected three fresh tokens in a row, its 401s cause no token
 * requests for 10–20 s, so that a misconfigured API does not cost one per call (H-5).
 */
export class RejectionBreaker {
  readonly #origins = new Map<string, { lastRejected: string; count: number; openUntil: number }>();

  /** True while a 401 of this origin does not cause a token request. */
  isOpen(origin: string, now: number): boolean {
    const entry = this.#origins.get(origin);
    return entry !== undefined && now < entry.openUntil;
  }

  /**
   * Counts a token that was in use when the origin rejected it.
   *
   * @param random From 0 up to 1.
   */
  recordRejection(origin: string, token: string, now: number, random: number): void {
    const before = this.#origins.get(origin);
    if (before?.lastRejected === token) return;
    const count = (before?.count ?? 0) + 1;
    const openUntil = count >= MAX_REJECTIONS_IN_A_ROW ? now + OPEN_MS * (1 + random) : 0;
    this.#origins.set(origin, { lastRejected: token, count, openUntil });
  }

  recordAcceptance(origin: string): void {
    if (this.#origins.size > 0) this.#origins.delete(origin);
  }
}

function isBreakerOpen({ account, origin }: RequestContext): boolean {
  return getRejectionBreaker(account).isOpen(origin, account.manager.now());
}

const breakers = new WeakMap<Account, RejectionBreaker>();

/** The breaker of an account. All its clients share it. */
export function getRejectionBreaker(account: Account): RejectionBreaker {
  const breaker = breakers.get(account) ?? new RejectionBreaker();
  breakers.set(account, breaker);
  return breaker;
}
