/** A value with its remaining time, as a store returns it. */
export interface AsposeStoredValue {
  readonly value: string;
  /** Milliseconds until the store drops the value, by the store's own clock. The clocks of the processes may differ. */
  readonly ttlMs: number;
}

/** A lease: one process' right to request a token, until it releases the lease or its time is over. */
export interface AsposeTokenLease {
  /** Duration of the lease, in milliseconds. */
  readonly ttlMs: number;
  /** Restarts the duration. Resolves to false if the lease was lost. */
  renew(): Promise<boolean>;
  /** Releases the lease, but never one that another process has acquired since. */
  release(): Promise<void>;
}

/**
 * Where processes share tokens. Values are encrypted before they reach the store, and keys hold no secrets.
 *
 * A `Keyv` and Nest's `Cache` are stores as they are, without `lease`: processes that find no token at the same time request one
 * each. A store may fail, hang and lose values: calls go on as if there were no store.
 *
 * @see docs/fleets.md
 */
export interface AsposeTokenStore {
  /** Resolves to the value; to `undefined` or `null` if there is none. */
  get(key: string): Promise<AsposeStoredValue | string | undefined | null>;
  /** Stores a value for `ttlMs` milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<unknown>;
  /** Acquires the lease for this process. Resolves to `undefined` while another process holds it. */
  lease?(key: string): Promise<AsposeTokenLease | undefined>;
}
