import type { TokenManager } from '../token/token-manager.js';
import type { Account } from './account.js';

/**
 * The accounts that came at run time, at most so many of them: the least recently used is let go.
 *
 * Let go is not lost: as long as anybody holds its client or its tokens, or a request of it is under way, the same account
 * comes back when it is asked for. So one in use is never there twice.
 */
export class AccountCache {
  readonly #kept = new Map<string, Account>();
  readonly #letGo = new Map<string, WeakRef<TokenManager>>();
  readonly #ofCycle = new WeakMap<TokenManager, Account>();
  #sweepAbove: number;

  constructor(private readonly most: number) {
    this.#sweepAbove = most;
  }

  get(name: string): Account | undefined {
    const kept = this.#kept.get(name) ?? this.#comeBack(name);
    if (kept) this.put(name, kept); // the last in the map is the last used
    return kept;
  }

  put(name: string, account: Account): void {
    this.#kept.delete(name);
    this.#letGo.delete(name);
    this.#kept.set(name, account);
    this.#ofCycle.set(account.manager, account);
    for (const [oldest, { manager }] of this.#kept) {
      if (this.#kept.size <= this.most) break;
      this.#kept.delete(oldest);
      this.#letGo.set(oldest, new WeakRef(manager));
    }
    if (this.#letGo.size > this.#sweepAbove) this.#sweep();
  }

  delete(name: string): void {
    this.#kept.delete(name);
    this.#letGo.delete(name);
  }

  *all(): Iterable<Account> {
    yield* this.#kept.values();
    for (const name of this.#letGo.keys()) {
      const account = this.#comeBack(name);
      if (account) yield account;
    }
  }

  #comeBack(name: string): Account | undefined {
    const cycle = this.#letGo.get(name)?.deref();
    return cycle && this.#ofCycle.get(cycle);
  }

  #sweep(): void {
    for (const [name, reference] of this.#letGo) if (reference.deref() === undefined) this.#letGo.delete(name);
    this.#sweepAbove = Math.max(this.most, this.#letGo.size * 2); // so that many in use do not make every call sweep
  }
}
