import type { AsposeTokenLease, AsposeTokenStore } from '../options/token-store.js';
import type { PairRecord } from '../token/lockout-policy.js';
import type { TokenGrant } from '../token/token-grant.js';
import { TIMED_OUT, withTimeout } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import {
  parseRecord,
  parseStoredGrant,
  parseStoredValue,
  type ReceivedValue,
  type SerializedValue,
  serializeGrant,
  serializeRecord,
} from './stored-token.js';
import type { StoreKeys } from './token-cipher.js';

/** Upper bound for one store operation, regardless of the client's own timeout (ioredis queues commands while offline). */
const STORE_TIMEOUT_MS = 1_000;
/** A larger value is not decrypted, which would block the event loop. A token is far smaller. */
const MAX_VALUE_LENGTH = 128 * 1_024;

/** What a store was doing when it failed. */
export type StoreOperation = 'read' | 'write' | 'acquire' | 'release';

/** Called with the outcome of each operation: a failure, or `undefined` if it succeeded. */
export type OnStoreResult = (operation: StoreOperation, failure: unknown) => void;

/** Leases of this process that could not be released, by key, and until when they last. It does not wait for those (F-2). */
export type UnreleasedLeases = Map<string, number>;

/**
 * One token fetch's access to the store (F-2, F-3). Nothing here throws. After the first failure the store is not used any more:
 * reads return nothing, so that the fetch goes on without the store, and waits for it only once.
 */
export class TokenRepository {
  #hasFailed = false;
  #lease: { readonly value: AsposeTokenLease; stopRenewing(): void } | undefined;

  constructor(
    private readonly store: AsposeTokenStore,
    private readonly keys: StoreKeys,
    private readonly clock: Clock,
    private readonly onResult: OnStoreResult,
    private readonly unreleased: UnreleasedLeases = new Map(),
  ) {}

  /** True after the first failure of this fetch. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  async readToken(): Promise<TokenGrant | undefined> {
    const requestedAt = this.clock.elapsed();
    return parseStoredGrant(await this.#read(this.keys.token), this.clock, requestedAt);
  }

  async readRecord(): Promise<PairRecord | undefined> {
    return parseRecord(await this.#read(this.keys.rejections), this.clock);
  }

  async writeToken(grant: TokenGrant): Promise<void> {
    const value = serializeGrant(grant, this.clock);
    if (value) await this.#write(this.keys.token, value);
  }

  async writeRecord(record: PairRecord): Promise<void> {
    await this.#write(this.keys.rejections, serializeRecord(record, this.clock));
  }

  /**
   * True if this process shall request a token: it got the lease, or still has one that it could not release, or the store offers
   * none, or fails.
   */
  async acquireLease(): Promise<boolean> {
    const { store, keys, clock } = this;
    if (store.lease === undefined) return true;
    let isLate = false;
    const acquire = async () => {
      const lease = await assertPromise('lease', store.lease?.(keys.lease));
      if (isLate && lease) void this.#release(lease); // this fetch has gone on without it
      return lease;
    };
    const result = await this.#run('acquire', acquire);
    isLate = true;
    if (result === undefined) return true;
    const lease = result.value;
    if (lease) this.#lease = { value: lease, stopRenewing: renewLease(lease, clock) };
    return Boolean(lease) || clock.monotonic() < (this.unreleased.get(keys.lease) ?? 0);
  }

  /** Releases the lease, also if the store has failed meanwhile: otherwise other processes would wait for nothing. */
  async releaseLease(): Promise<void> {
    const lease = this.#lease;
    this.#lease = undefined;
    lease?.stopRenewing();
    if (lease) await this.#release(lease.value);
  }

  async #release(lease: AsposeTokenLease): Promise<void> {
    const { clock, unreleased, keys } = this;
    const lastsUntil = clock.monotonic() + lease.ttlMs;
    try {
      await withTimeout(clock, STORE_TIMEOUT_MS, () => assertPromise('release', lease.release()));
      unreleased.delete(keys.lease);
      this.onResult('release', undefined);
    } catch (error) {
      unreleased.set(keys.lease, lastsUntil); // not earlier: while it is being released, another process may acquire it
      this.#fail('release', error);
    }
  }

  async #read(key: string): Promise<ReceivedValue | undefined> {
    const result = await this.#run('read', async () =>
      parseStoredValue(await assertPromise('get', this.store.get(key))),
    );
    const received = result?.value;
    if (received === undefined || received.text.length > MAX_VALUE_LENGTH) return undefined;
    const text = this.keys.cipher.decrypt(key, received.text);
    return text === undefined ? undefined : { text, ttlMs: received.ttlMs };
  }

  async #write(key: string, { text, ttlMs }: SerializedValue): Promise<void> {
    await this.#run('write', () =>
      assertPromise('set', this.store.set(key, this.keys.cipher.encrypt(key, text), ttlMs)),
    );
  }

  /** The result of an operation; `undefined` if it failed, or another one had failed before. */
  async #run<T>(operation: StoreOperation, work: () => T | Promise<T>): Promise<{ readonly value: T } | undefined> {
    if (this.#hasFailed) return undefined;
    try {
      const value = await withTimeout(this.clock, STORE_TIMEOUT_MS, work);
      // No lease may mean that another account of this process holds it, so the store was not asked.
      if (operation !== 'acquire' || value !== undefined) this.onResult(operation, undefined);
      return { value };
    } catch (error) {
      this.#fail(operation, error);
      return undefined;
    }
  }

  #fail(operation: StoreOperation, error: unknown): void {
    this.#hasFailed = true;
    const failure = error === TIMED_OUT ? new Error(`it did not answer within ${STORE_TIMEOUT_MS} ms`) : error;
    this.onResult(operation, failure ?? new Error('it failed'));
  }
}

/** Clients in a legacy mode, and automatic mocks, return something else. Waiting for that would look like an answer. */
function assertPromise<T>(method: string, result: T | Promise<T>): Promise<T> {
  if (typeof (result as { then?: unknown } | undefined)?.then === 'function') return result as Promise<T>;
  throw new TypeError(`its method ${method} returned no promise`);
}

/**
 * Renews a lease while its work goes on. A process that dies stops renewing, so that others wait for the rest of the lease only. If a
 * renewal fails the request goes on. At worst another process sends one, too.
 *
 * @returns A function that stops renewing.
 */
function renewLease(lease: AsposeTokenLease, clock: Clock): () => void {
  let cancelTimer: () => void = () => undefined;
  let isStopped = false;
  const renew = async () => {
    try {
      if (await lease.renew()) scheduleRenewal();
    } catch {
      // as above
    }
  };
  const scheduleRenewal = (): void => {
    const ms = lease.ttlMs / 3; // a third, so that one late renewal does no harm
    if (ms > 0 && !isStopped) cancelTimer = clock.after(ms, () => void renew());
  };
  scheduleRenewal();
  return () => {
    isStopped = true;
    cancelTimer();
  };
}
