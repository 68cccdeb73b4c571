import type { TokenManager } from '../token/token-manager.js';
import type { Account } from './account.js';

/**
 * The accounts that were resolved at run time: at most `maxSize` of them, the least recently used is evicted.
 *
 * As long as an evicted account is referenced, by a client, a token service or a request in flight, `get` returns it again. So an
 * account in use never exists twice.
 */
export class AccountCache {
  readonly #cached = new Map<string, Account>();
  readonly #evicted = new Map<string, WeakRef<TokenManager>>();
  readonly #byManager = new WeakMap<TokenManager, Account>();
  #sweepThreshold: number;

  constructor(private readonly maxSize: number) {
    this.#sweepThreshold = maxSize;
  }

  get(name: string): Account | undefined {
    const account = this.#cached.get(name) ?? this.#getEvicted(name);
    if (account) this.put(name, account); // the last entry of the map is the most recently used
    return account;
  }

  put(name: string, account: Account): void {
    this.#cached.delete(name);
    this.#evicted.delete(name);
    this.#cached.set(name, account);
    this.#byManager.set(account.manager, account);
    for (const [oldest, { manager }] of this.#cached) {
      if (this.#cached.size <= this.maxSize) break;
      this.#cached.delete(oldest);
      this.#evicted.set(oldest, new WeakRef(manager));
    }
    if (this.#evicted.size > this.#sweepThreshold) this.#sweep();
  }

  delete(name: string): void {
    this.#cached.delete(name);
    this.#evicted.delete(name);
  }

  *values(): Iterable<Account> {
    yield* this.#cached.values();
    for (const name of this.#evicted.keys()) {
      const account = this.#getEvicted(name);
      if (account) yield account;
    }
  }

  #getEvicted(name: string): Account | undefined {
    const manager = this.#evicted.get(name)?.deref();
    return manager && this.#byManager.get(manager);
  }

  #sweep(): void {
    for (const [name, reference] of this.#evicted) if (reference.deref() === undefined) this.#evicted.delete(name);
    this.#sweepThreshold = Math.max(this.maxSize, this.#evicted.size * 2); // so that not every call sweeps if many are in use
  }
}
