/** A value as a store gives it back. */
export interface AsposeStoredValue {
  readonly value: string;
  /** Milliseconds until the store drops it, by the store's own clock; the processes' clocks may differ. */
  readonly ttlMs: number;
}

/** The right of one process to ask for a token, until it gives it back or its time is up. */
export interface AsposeTokenLease {
  /** Its whole time, in milliseconds. */
  readonly ttlMs: number;
  /** Starts its time anew. False where it was lost in between. */
  renew(): Promise<boolean>;
  /** Gives it back, and never what another process holds by now. */
  release(): Promise<void>;
}

/**
 * Where processes share their tokens. Values are encrypted before they get here, and keys hold nothing secret.
 *
 * A `Keyv`, and Nest's `Cache`, are stores as they are, without the lease: then processes that find nothing at the same time
 * ask for a token each. A store may fail, hang and forget: calls go on as if there were none.
 */
export interface AsposeTokenStore {
  /** The value, or `undefined` or `null` where there is none. */
  get(key: string): Promise<AsposeStoredValue | string | undefined | null>;
  /** Keeps a value for `ttlMs` milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<unknown>;
  /** The lease, for one process at a time; `undefined` while another has it. */
  lease?(key: string): Promise<AsposeTokenLease | undefined>;
}
