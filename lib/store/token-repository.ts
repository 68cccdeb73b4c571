import type { AsposeTokenLease, AsposeTokenStore } from '../options/token-store.js';
import type { PairRecord } from '../token/lockout-policy.js';
import type { TokenGrant } from '../token/token-grant.js';
import { TIMED_OUT, withTimeout } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import {
  parseGrant,
  parseRecord,
  parseStoredValue,
  type ReceivedValue,
  type SerializedValue,
  serializeGrant,
  serializeRecord,
} from './stored-token.js';
import type { StoreKeys } from './token-cipher.js';

/** Upper bound for one store operation, regardless of the client's own timeout (ioredis queues commands while offline). */
export const STORE_TIMEOUT_MS = 1_000;
/** A larger value is not decrypted, which would block the event loop. A token is far smaller. */
const MAX_VALUE_LENGTH = 128 * 1_024;

/** What a store was doing when it failed. */
export type StoreOperation = 'read' | 'write' | 'lease';

/** Called with the outcome of each operation: a failure, or `undefined` if it succeeded. */
export type OnStoreResult = (operation: StoreOperation, failure: unknown) => void;

/**
 * One token fetch's access to the store (F-2, F-3). Nothing here throws. After the first failure the store is not used any more:
 * reads return nothing, so that the fetch goes on without the store, and waits for it only once.
 */
export class TokenRepository {
  #hasFailed = false;
  #releaseLease: (() => Promise<void>) | undefined;

  constructor(
    private readonly store: AsposeTokenStore,
    private readonly keys: StoreKeys,
    private readonly clock: Clock,
    private readonly onResult: OnStoreResult,
  ) {}

  /** True after the first failure of this fetch. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  async readToken(): Promise<TokenGrant | undefined> {
    return parseGrant(await this.#read(this.keys.token), this.clock);
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

  /** True if this process shall request a token: it got the lease, or the store offers none, or fails. */
  async acquireLease(): Promise<boolean> {
    const { store, keys, clock } = this;
    if (store.lease === undefined) return true;
    let isLate = false;
    const acquire = async () => {
      const lease = await store.lease?.(keys.lease);
      if (isLate) void lease?.release().catch(() => undefined); // this fetch has gone on without it
      return lease;
    };
    const result = await this.#run('lease', acquire);
    if (result === undefined) {
      isLate = true;
      return true;
    }
    if (result.value) this.#releaseLease = renewLease(result.value, clock);
    return result.value !== undefined;
  }

  async releaseLease(): Promise<void> {
    const release = this.#releaseLease;
    this.#releaseLease = undefined;
    if (release) await this.#run('lease', release);
  }

  async #read(key: string): Promise<ReceivedValue | undefined> {
    const result = await this.#run('read', async () => parseStoredValue(await this.store.get(key)));
    const received = result?.value;
    if (received === undefined || received.text.length > MAX_VALUE_LENGTH) return undefined;
    const text = this.keys.cipher.decrypt(key, received.text);
    return text === undefined ? undefined : { text, ttlMs: received.ttlMs };
  }

  async #write(key: string, { text, ttlMs }: SerializedValue): Promise<void> {
    await this.#run('write', () => this.store.set(key, this.keys.cipher.encrypt(key, text), ttlMs));
  }

  /** The result of an operation; `undefined` if it failed, or another one had failed before. */
  async #run<T>(operation: StoreOperation, work: () => T | Promise<T>): Promise<{ readonly value: T } | undefined> {
    if (this.#hasFailed) return undefined;
    try {
      const value = await withTimeout(this.clock, STORE_TIMEOUT_MS, work);
      this.onResult(operation, undefined);
      return { value };
    } catch (error) {
      this.#hasFailed = true;
      const failure = error === TIMED_OUT ? new Error(`it did not answer within ${STORE_TIMEOUT_MS} ms`) : error;
      this.onResult(operation, failure ?? new Error('it failed'));
      return undefined;
    }
  }
}

/**
 * Renews a lease while its work goes on. A process that dies stops renewing, so that others wait for the rest of the lease only.
 *
 * @returns A function that stops renewing and releases the lease.
 */
function renewLease(lease: AsposeTokenLease, clock: Clock): () => Promise<void> {
  let cancelTimer: () => void = () => undefined;
  let isReleased = false;
  const renew = async () => {
    // If this fails the request goes on. At worst another process sends one, too.
    const isOurs = await lease.renew().catch(() => false);
    if (isOurs && !isReleased) scheduleRenewal();
  };
  const scheduleRenewal = (): void => {
    cancelTimer = clock.after(lease.ttlMs / 3, () => void renew()); // a third, so that one late renewal does no harm
  };
  scheduleRenewal();
  return async () => {
    isReleased = true;
    cancelTimer();
    await lease.release();
  };
}
