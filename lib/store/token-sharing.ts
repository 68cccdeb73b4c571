import type { EventReporter } from '../events/event-reporter.js';
import type { AccountSettings } from '../options/settings.js';
import type { AsposeTokenStore } from '../options/token-store.js';
import type { Asked } from '../token/token-endpoint.js';
import type { TokenSource, TokenSourceRequest } from '../token/token-fetch.js';
import { type TokenGrant, toGrant } from '../token/token-grant.js';
import { pause } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import { createStoreKeys } from './token-cipher.js';
import { TokenRepository } from './token-repository.js';

/** Pause between two looks at what another process is doing: short at first, then up to the longest; jittered down to half. */
const SHORTEST_LOOK_MS = 25;
const LONGEST_LOOK_MS = 250;

/** Part of the deadline that others are waited for; the rest is for a request of one's own. */
const WAIT_FOR_OTHERS = 2 / 3;

/** What sharing needs from outside. */
export interface SharingDependencies {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Told of each failure of the store; and of nothing, each time it has done what it should. */
  readonly onStoreResult: (failure?: unknown) => void;
}

/**
 * Shares an account's tokens with other processes.
 *
 * 1. A token in the store that is wanted is taken: not one that was refused, or that ends sooner than the one that is held.
 * 2. Else the process with the lease asks the endpoint; the others look again until there is a token, or the lease is free,
 *    or most of their time is up: a lease that nobody gives back is no reason to fail.
 * 3. What the fleet knows of refusals counts before the endpoint is asked, and is kept after.
 * 4. A store that fails or is slow is passed by: the endpoint is asked as if there were none.
 */
export function createTokenSharing(
  store: AsposeTokenStore,
  settings: AccountSettings,
  tools: SharingDependencies,
): TokenSource {
  return async (request) => {
    const { secret } = request;
    if (secret === undefined) return request.ask();
    const shelf = new TokenRepository(store, createStoreKeys(settings, secret), tools.clock);
    const quietly = (work: Promise<void>) => work.catch(tools.onStoreResult);
    const until = tools.clock.now() + settings.tokenDeadlineMs * WAIT_FOR_OTHERS;
    try {
      const found = await find(shelf, request, tools, until);
      if (found) return { shared: found };
      const asked = await request.ask();
      await quietly(keep(shelf, request, asked));
      return asked;
    } finally {
      await quietly(shelf.releaseLease());
    }
  };
}

/** A token of another process; `undefined` where this one has to ask, be it because the store is of no help. */
async function find(
  shelf: TokenRepository,
  request: TokenSourceRequest,
  tools: SharingDependencies,
  until: number,
): Promise<TokenGrant | undefined> {
  try {
    const found = await look(shelf, request, tools, until);
    const refusals = found ? undefined : await shelf.readRecord();
    if (refusals) request.adopt(refusals);
    tools.onStoreResult();
    return found;
  } catch (failure) {
    request.signal.throwIfAborted();
    tools.onStoreResult(failure);
    return undefined;
  }
}

/** Looks until there is a token that is wanted, or until it is for this process to ask for one; the signal ends it. */
async function look(
  shelf: TokenRepository,
  { isWanted, signal }: TokenSourceRequest,
  tools: SharingDependencies,
  until: number,
): Promise<TokenGrant | undefined> {
  const wanted = async () => {
    const grant = await shelf.readToken();
    return grant && isWanted(grant) ? grant : undefined;
  };
  for (let looks = 0; ; looks += 1) {
    const found = await wanted();
    if (found) return found;
    if (await shelf.acquireLease()) return wanted(); // it may have come between the look and the lease
    if (tools.clock.now() >= until) return undefined;
    await pause(tools, Math.min(SHORTEST_LOOK_MS * 2 ** looks, LONGEST_LOOK_MS), signal);
  }
}

async function keep(shelf: TokenRepository, request: TokenSourceRequest, asked: Asked): Promise<void> {
  const { answer } = asked;
  if (answer.kind === 'granted') return shelf.writeToken(toGrant(answer, asked));
  const record = request.record();
  if (record.rejectedAt.length > 0 || record.retryAfter) await shelf.writeRecord(record);
}

/** Longest part of a store's own message that is passed on. */
const MOST_CHARACTERS = 200;

/** Stores that have failed and not yet answered again; accounts that share one share the one warning. */
const failing = new WeakSet<AsposeTokenStore>();

/** Tells once when a store fails and once when it is back, however many calls meet it in between. */
export function createStoreReporter(
  store: AsposeTokenStore,
  { name: account }: AccountSettings,
  clock: Clock,
  reporter: EventReporter,
): (failure?: unknown) => void {
  return (failure) => {
    if ((failure !== undefined) === failing.has(store)) return;
    if (failure === undefined) {
      failing.delete(store);
      reporter.report({ type: 'store.recovered', account, at: clock.now() });
      return;
    }
    failing.add(store);
    const message = (failure instanceof Error ? failure.message : 'it has failed').slice(0, MOST_CHARACTERS);
    reporter.report({ type: 'store.failed', account, at: clock.now(), message });
  };
}
