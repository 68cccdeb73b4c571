import type { AsposeTokenLease, AsposeTokenStore } from '../../lib/options/token-store.js';
import type { Clock } from '../../lib/util/clock.js';

/** A store that several simulated processes of one test share. */
export class MemoryStore implements AsposeTokenStore {
  readonly values = new Map<string, { value: string; endsAt: number }>();
  readonly log: string[] = [];
  /** Error that every method throws while it is set. */
  broken: Error | undefined;
  #holder: { fence: symbol; endsAt: number } | undefined;

  constructor(
    private readonly clock: Clock,
    readonly leaseMs = 10_000,
  ) {}

  get(key: string): Promise<{ value: string; ttlMs: number } | undefined> {
    return this.#do(`get ${key.split(':')[0]}`, () => {
      const found = this.values.get(key);
      const ttlMs = (found?.endsAt ?? 0) - this.clock.now();
      return found && ttlMs > 0 ? { value: found.value, ttlMs } : undefined;
    });
  }

  set(key: string, value: string, ttlMs: number): Promise<void> {
    return this.#do(`set ${key.split(':')[0]}`, () => {
      this.values.set(key, { value, endsAt: this.clock.now() + ttlMs });
    });
  }

  lease(): Promise<AsposeTokenLease | undefined> {
    return this.#do('lease', () => {
      if (this.#holder && this.#holder.endsAt > this.clock.now()) return undefined;
      const mine = { fence: Symbol('lease'), endsAt: this.clock.now() + this.leaseMs };
      this.#holder = mine;
      const isMine = () => this.#holder?.fence === mine.fence;
      return {
        ttlMs: this.leaseMs,
        renew: () =>
          this.#do('renew', () => {
            if (isMine()) mine.endsAt = this.clock.now() + this.leaseMs;
            return isMine();
          }),
        release: () =>
          this.#do('release', () => {
            if (isMine()) this.#holder = undefined;
          }),
      };
    });
  }

  #do<T>(what: string, act: () => T): Promise<T> {
    this.log.push(what);
    return this.broken ? Promise.reject(this.broken) : Promise.resolve(act());
  }
}
