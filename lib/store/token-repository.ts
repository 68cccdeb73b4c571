import type { AsposeTokenLease, AsposeTokenStore } from '../options/token-store.js';
import { LOCKOUT_WINDOW_MS, type PairRecord } from '../token/lockout-policy.js';
import type { TokenGrant } from '../token/token-grant.js';
import { TIMED_OUT, withTimeout } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import { parseGrant, parseRecord, parseStoredValue, serializeGrant, serializeRecord } from './stored-token.js';
import type { StoreKeys } from './token-cipher.js';

/** Upper bound for one store operation, regardless of the client's own timeout (ioredis queues commands while offline). */
export const STORE_TIMEOUT_MS = 1_000;

/** Reads and writes one account's values in a store. Every method throws what the store throws, or after `STORE_TIMEOUT_MS`. */
export class TokenRepository {
  #releaseLease: (() => Promise<void>) | undefined;

  constructor(
    private readonly store: AsposeTokenStore,
    private readonly keys: StoreKeys,
    private readonly clock: Clock,
  ) {}

  async readToken(): Promise<TokenGrant | undefined> {
    const { text, ttlMs } = await this.#read(this.keys.token);
    return parseGrant(text, ttlMs, this.clock.now());
  }

  async writeToken(grant: TokenGrant): Promise<void> {
    const ttlMs = Math.floor(grant.sentAt + grant.lifetimeMs - this.clock.now()); // Redis accepts no fractions
    if (ttlMs > 0) await this.#write(this.keys.token, serializeGrant(grant), ttlMs);
  }

  async readRecord(): Promise<PairRecord | undefined> {
    return parseRecord((await this.#read(this.keys.rejections)).text);
  }

  async writeRecord(record: PairRecord): Promise<void> {
    await this.#write(this.keys.rejections, serializeRecord(record), LOCKOUT_WINDOW_MS);
  }

  /** True if this process shall request a token: it got the lease, or the store offers none. */
  async acquireLease(): Promise<boolean> {
    const { store, keys, clock } = this;
    if (store.lease === undefined) return true;
    const lease = await this.#withTimeout(() => store.lease?.(keys.lease));
    if (lease) this.#releaseLease = renewLease(lease, clock);
    return lease !== undefined;
  }

  async releaseLease(): Promise<void> {
    const release = this.#releaseLease;
    this.#releaseLease = undefined;
    if (release) await this.#withTimeout(release);
  }

  async #read(key: string): Promise<{ text?: string | undefined; ttlMs: number }> {
    const value = parseStoredValue(await this.#withTimeout(() => this.store.get(key)));
    return value ? { text: this.keys.cipher.decrypt(key, value.text), ttlMs: value.ttlMs } : { ttlMs: 0 };
  }

  async #write(key: string, text: string, ttlMs: number): Promise<void> {
    await this.#withTimeout(() => this.store.set(key, this.keys.cipher.encrypt(key, text), ttlMs));
  }

  async #withTimeout<T>(operation: () => T | Promise<T>): Promise<T> {
    try {
      return await withTimeout(this.clock, STORE_TIMEOUT_MS, operation);
    } catch (error) {
      if (error === TIMED_OUT) throw new Error(`it did not answer within ${STORE_TIMEOUT_MS} ms`);
      throw error;
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
  const scheduleRenewal = (): void => {
    // A third, so that one late renewal does no harm.
    cancelTimer = clock.after(lease.ttlMs / 3, () => {
      lease.renew().then(
        (isOurs) => {
          if (isOurs && !isReleased) scheduleRenewal();
        },
        () => undefined, // the request goes on; at worst another process sends one, too
      );
    });
  };
  scheduleRenewal();
  return () => {
    isReleased = true;
    cancelTimer();
    return lease.release();
  };
}
