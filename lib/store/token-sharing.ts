import type { EventReporter } from '../events/event-reporter.js';
import type { AccountSettings } from '../options/settings.js';
import type { AsposeTokenStore } from '../options/token-store.js';
import { isEmptyRecord } from '../token/lockout-policy.js';
import type { TokenGrant } from '../token/token-grant.js';
import type { TokenResponse } from '../token/token-response.js';
import type { TokenSource, TokenSourceRequest } from '../token/token-source.js';
import { pause } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import { createStoreKeys } from './token-cipher.js';
import { TokenRepository } from './token-repository.js';

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
  /** Called with each failure of the store, and without one each time that the store worked. */
  readonly onStoreResult: (failure?: unknown) => void;
}

/**
 * Shares an account's tokens with other processes.
 *
 * 1. A token in the store is used if it is wanted: it was not rejected, and expires later than the cached one.
 * 2. Otherwise the process with the lease calls the endpoint. The others poll until there is a token, or the lease is free, or
 *    most of their time is over: a lease that is never released is no reason to fail.
 * 3. What the fleet knows of rejections is read before the endpoint is called, and written after.
 * 4. If the store fails or is slow, the endpoint is called as if there were no store.
 */
export function createTokenSharing(
  store: AsposeTokenStore,
  settings: AccountSettings,
  dependencies: SharingDependencies,
): TokenSource {
  const { clock, onStoreResult } = dependencies;
  const reportFailure = (work: Promise<void>) => work.catch(onStoreResult);
  return async (request) => {
    const { secret } = request;
    if (secret === undefined) return request.send();
    const repository = new TokenRepository(store, createStoreKeys(settings, secret), clock);
    const waitUntil = clock.now() + settings.tokenDeadlineMs * WAIT_SHARE;
    try {
      const grant = await findSharedToken(repository, request, dependencies, waitUntil);
      if (grant) return { kind: 'shared', grant };
      const response = await request.send();
      await reportFailure(storeResponse(repository, request, response));
      return response;
    } finally {
      await reportFailure(repository.releaseLease());
    }
  };
}

/** A token of another process; `undefined` if this process has to call the endpoint, also because the store failed. */
async function findSharedToken(
  repository: TokenRepository,
  request: TokenSourceRequest,
  dependencies: SharingDependencies,
  waitUntil: number,
): Promise<TokenGrant | undefined> {
  try {
    const grant = await pollForToken(repository, request, dependencies, waitUntil);
    const record = grant ? undefined : await repository.readRecord();
    if (record) request.mergeRecord(record);
    dependencies.onStoreResult();
    return grant;
  } catch (failure) {
    request.signal.throwIfAborted();
    dependencies.onStoreResult(failure);
    return undefined;
  }
}

/** Polls until there is a wanted token, or until this process shall request one. */
async function pollForToken(
  repository: TokenRepository,
  { isWanted, signal }: TokenSourceRequest,
  dependencies: SharingDependencies,
  waitUntil: number,
): Promise<TokenGrant | undefined> {
  const readWanted = async () => {
    const grant = await repository.readToken();
    return grant && isWanted(grant) ? grant : undefined;
  };
  for (let polls = 0; ; polls += 1) {
    const grant = await readWanted();
    if (grant) return grant;
    if (await repository.acquireLease()) return readWanted(); // a token may have been stored before the lease was acquired
    if (dependencies.clock.now() >= waitUntil) return undefined;
    await pause(dependencies, Math.min(MIN_POLL_MS * 2 ** polls, MAX_POLL_MS), signal);
  }
}

async function storeResponse(
  repository: TokenRepository,
  request: TokenSourceRequest,
  response: TokenResponse,
): Promise<void> {
  if (response.kind === 'granted') return repository.writeToken(response.grant);
  const record = request.getRecord();
  if (!isEmptyRecord(record)) await repository.writeRecord(record);
}

const MAX_MESSAGE_LENGTH = 200;

/** Stores that have failed and not recovered yet. Accounts that share a store share the warning. */
const failingStores = new WeakSet<AsposeTokenStore>();

/** Reports once that a store fails and once that it has recovered, however many calls notice it. */
export function createStoreReporter(
  store: AsposeTokenStore,
  { name: account }: AccountSettings,
  clock: Clock,
  reporter: EventReporter,
): SharingDependencies['onStoreResult'] {
  return (failure) => {
    if ((failure !== undefined) === failingStores.has(store)) return;
    if (failure === undefined) {
      failingStores.delete(store);
      reporter.report({ type: 'store.recovered', account, at: clock.now() });
      return;
    }
    failingStores.add(store);
    const message = (failure instanceof Error ? failure.message : 'it failed').slice(0, MAX_MESSAGE_LENGTH);
    reporter.report({ type: 'store.failed', account, at: clock.now(), message });
  };
}
