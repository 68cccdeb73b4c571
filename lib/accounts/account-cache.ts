import type { Account } from './account.js';

/** A cache of the accounts that were resolved at run time. The least recently used is evicted (F-6). */
export class AccountCache {
  /** The last entry is the most recently used. */
  readonly #accounts = new Map<string, Account>();

  /**
   * @param maxSize Number of accounts that are cached.
   * @param onEvict Called with each account that is evicted.
   */
  constructor(
    private readonly maxSize: number,
    private readonly onEvict: (account: Account) => void,
  ) {}

  get(name: string): Account | undefined {
    const account = this.#accounts.get(name);
    if (account) {
      this.#accounts.delete(name);
      this.#accounts.set(name, account);
    }
    return account;
  }

  /** Adds an account that is not in the cache. */
  put(name: string, account: Account): void {
    this.#accounts.set(name, account);
    for (const [oldest, evicted] of this.#accounts) {
      if (this.#accounts.size <= this.maxSize) break;
      this.#accounts.delete(oldest);
      this.onEvict(evicted);
    }
  }

  delete(name: string): void {
    this.#accounts.delete(name);
  }

  values(): Iterable<Account> {
    return this.#accounts.values();
  }
}
