import type { EventReporter } from '../events/event-reporter.js';
import type { AccountSettings } from '../options/settings.js';
import type { AsposeTokenStore } from '../options/token-store.js';
import { EMPTY_RECORD, isEmptyRecord, mergeRecords } from '../token/lockout-policy.js';
import type { TokenGrant } from '../token/token-grant.js';
import type { TokenResponse } from '../token/token-response.js';
import type { BlockedRequest, TokenSource, TokenSourceRequest } from '../token/token-source.js';
import { pause } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import { createStoreKeys, type StoreKeys } from './token-cipher.js';
import { type OnStoreResult, type StoreOperation, TokenRepository, type UnreleasedLeases } from './token-repository.js';

/** Pause between two looks at the store while another process holds the lease. It doubles, and is jittered. */
const MIN_POLL_MS = 25;
const MAX_POLL_MS = 250;

/** Share of the deadline that is spent waiting for other processes. The rest is left for this process' own request. */
const WAIT_SHARE = 2 / 3;

/** What sharing needs from outside. */
export interface SharingDependencies {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly onStoreResult: OnStoreResult;
}

/**
 * Shares an account's tokens with other processes (F-1, F-2).
 *
 * 1. A token in the store is used if it is wanted: it was not rejected, and expires later than the cached one.
 * 2. Otherwise the process with the lease of the credential pair calls the endpoint, at most two round trips after it began. The
 *    others poll until there is a token, or the lease is free, or most of their time is over: a lease that is never released is no
 *    reason to fail.
 * 3. What the fleet knows of rejections is read with the lease, before the endpoint is called.
 * 4. Callers get the token at once. They do not wait until it is stored and the lease released.
 * 5. If the store fails, the fetch goes on as if there were none (F-3).
 */
export function createTokenSharing(
  store: AsposeTokenStore,
  settings: AccountSettings,
  dependencies: SharingDependencies,
): TokenSource {
  const { clock, onStoreResult } = dependencies;
  const unreleased: UnreleasedLeases = new Map();
  let derived: { readonly secret: string; readonly keys: StoreKeys } | undefined; // it takes longer than the encryption
  return async (request) => {
    const { secret } = request;
    if (secret === undefined) return request.send();
    if (derived?.secret !== secret) derived = { secret, keys: createStoreKeys(settings, secret) };
    const repository = new TokenRepository(store, derived.keys, clock, onStoreResult, unreleased);
    const waitUntil = clock.monotonic() + settings.tokenDeadlineMs * WAIT_SHARE;
    let response: TokenResponse | BlockedRequest | undefined;
    try {
      const grant = await findSharedToken(repository, request, dependencies, waitUntil);
      if (grant) return { kind: 'shared', grant };
      response = await request.send();
      return response;
    } finally {
      void storeAndRelease(repository, request, response);
    }
  };
}

/** The wanted token of another process; `undefined` if this process shall request one, or if the store fails. */
async function findSharedToken(
  repository: TokenRepository,
  request: TokenSourceRequest,
  dependencies: SharingDependencies,
  waitUntil: number,
): Promise<TokenGrant | undefined> {
  const { isWanted, signal } = request;
  const first = await repository.readToken();
  if (first && isWanted(first)) return first;
  for (let polls = 0; ; polls += 1) {
    signal.throwIfAborted();
    // Sent together, executed in this order: a token that was stored before the lease was free is seen.
    const [isLeader, grant, record] = await Promise.all([
      repository.acquireLease(),
      repository.readToken(),
      repository.readRecord(),
    ]);
    if (record) request.mergeRecord(record);
    if (grant && isWanted(grant)) return grant;
    if (isLeader || repository.hasFailed || dependencies.clock.monotonic() >= waitUntil) return undefined;
    await pause(dependencies, Math.min(MIN_POLL_MS * 2 ** polls, MAX_POLL_MS), signal);
  }
}

/** Stores what others have to know, then lets them go on. Never rejects. */
async function storeAndRelease(
  repository: TokenRepository,
  request: TokenSourceRequest,
  response: TokenResponse | BlockedRequest | undefined,
): Promise<void> {
  if (response?.kind === 'granted') {
    // Not over a better one: the lease may have been lost, or never acquired.
    const stored = await repository.readToken();
    if (!(stored && request.isWanted(stored))) await repository.writeToken(response.grant);
  } else if (response && response.kind !== 'blocked') {
    const record = mergeRecords(request.getRecord(), (await repository.readRecord()) ?? EMPTY_RECORD);
    if (!isEmptyRecord(record)) await repository.writeRecord(record);
  }
  await repository.releaseLease();
}

const MAX_MESSAGE_LENGTH = 200;

/**
 * Creates the reporter of one account's store: one warning when it fails, and one message when every operation that had failed
 * works again. So a store that can be read but not written does not alternate.
 */
export function createStoreReporter(
  { name: account }: AccountSettings,
  clock: Clock,
  reporter: EventReporter,
): OnStoreResult {
  const failing = new Set<StoreOperation>();
  return (operation, failure) => {
    const wasFailing = failing.size > 0;
    if (failure === undefined) failing.delete(operation);
    else failing.add(operation);
    if (failing.size > 0 === wasFailing) return;
    if (wasFailing) {
      reporter.report({ type: 'store.recovered', account, at: clock.now() });
      return;
    }
    const message = (failure instanceof Error ? failure.message : 'it failed').slice(0, MAX_MESSAGE_LENGTH);
    reporter.report({ type: 'store.failed', account, at: clock.now(), message });
  };
}
