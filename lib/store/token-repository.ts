import type { AsposeTokenLease, AsposeTokenStore } from '../options/token-store.js';
import type { PairRecord } from '../token/lockout-policy.js';
import type { TokenGrant } from '../token/token-grant.js';
import { withStoreTimeout } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import { parseGrant, parseRecord, parseStoredValue, serializeGrant, serializeRecord } from './stored-token.js';
import type { StoreKeys } from './token-cipher.js';

/** As long as refusals count. */
const REFUSALS_TTL_MS = 605_000;

/** One account's place in a store, opened and sealed. Every method throws what the store throws, and when it takes too long. */
export class TokenRepository {
  #giveBack: (() => Promise<void>) | undefined;

  constructor(
    private readonly store: AsposeTokenStore,
    private readonly place: StoreKeys,
    private readonly clock: Clock,
  ) {}

  async readToken(): Promise<TokenGrant | undefined> {
    const { text, ttlMs } = await this.#open(this.place.token);
    return parseGrant(text, ttlMs, this.clock.now());
  }

  async writeToken(grant: TokenGrant): Promise<void> {
    const ttlMs = Math.floor(grant.sentAt + grant.lifetimeMs - this.clock.now()); // Redis beneath a Keyv takes no fractions
    if (ttlMs > 0) await this.#seal(this.place.token, serializeGrant(grant), ttlMs);
  }

  async readRecord(): Promise<PairRecord | undefined> {
    return parseRecord((await this.#open(this.place.rejections)).text);
  }

  async writeRecord(record: PairRecord): Promise<void> {
    await this.#seal(this.place.rejections, serializeRecord(record), REFUSALS_TTL_MS);
  }

  /** True where it is for this process to ask for a token: it got the lease, or the store has none to give. */
  async acquireLease(): Promise<boolean> {
    const { store, place, clock } = this;
    if (store.lease === undefined) return true;
    const lease = await withStoreTimeout(clock, async () => store.lease?.(place.lease));
    if (lease) this.#giveBack = renewLease(lease, clock);
    return lease !== undefined;
  }

  async releaseLease(): Promise<void> {
    const giveBack = this.#giveBack;
    this.#giveBack = undefined;
    if (giveBack) await withStoreTimeout(this.clock, giveBack);
  }

  async #open(key: string): Promise<{ text?: string | undefined; ttlMs: number }> {
    const value = parseStoredValue(await withStoreTimeout(this.clock, () => this.store.get(key)));
    return value ? { text: this.place.cipher.decrypt(key, value.text), ttlMs: value.ttlMs } : { ttlMs: 0 };
  }

  async #seal(key: string, text: string, ttlMs: number): Promise<void> {
    await withStoreTimeout(this.clock, () => this.store.set(key, this.place.cipher.encrypt(key, text), ttlMs));
  }
}

/**
 * Renews a lease for as long as its work goes on. A process that dies stops renewing, and others wait for the rest of the
 * lease and no longer.
 *
 * @returns Ends that, and gives the lease back.
 */
export function renewLease(lease: AsposeTokenLease, clock: Clock): () => Promise<void> {
  let cancel: () => void = () => undefined;
  let hasEnded = false;
  const renewLater = (): void => {
    // a third, so that one late renewal does no harm
    cancel = clock.after(lease.ttlMs / 3, () => {
      lease.renew().then(
        (isOurs) => {
          if (isOurs && !hasEnded) renewLater();
        },
        () => undefined, // the request goes on; at worst another process asks, too
      );
    });
  };
  renewLater();
  return () => {
    hasEnded = true;
    cancel();
    return lease.release();
  };
}
