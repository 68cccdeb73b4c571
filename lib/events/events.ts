/** Why a token was asked for. */
export type TokenReason = 'cold' | 'proactive' | 'expired' | 'rejected';

/** Why a 401 was handed to the caller instead of being cured. */
export type ReplaySkipReason =
  | 'body-not-replayable'
  | 'already-replayed'
  | 'same-token'
  | 'not-a-token-problem'
  | 'rejecting';

interface Occurrence {
  /** Name of the account. */
  readonly account: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A request left for the token endpoint. */
export interface TokenRequested extends Occurrence {
  readonly type: 'token.requested';
  readonly reason: TokenReason;
  /** 1 for the first try of a flight. */
  readonly attempt: number;
  /** Of the token endpoint. Absent in what earlier versions of the package tell. */
  readonly origin?: string;
}

/** A token arrived. */
export interface TokenAcquired extends Occurrence {
  readonly type: 'token.acquired';
  readonly reason: TokenReason;
  /** Milliseconds from the first request to the answer that ended the flight; for a token from the store, from when the flight began. */
  readonly durationMs: number;
  /** Life of the token in milliseconds; 0 where it served its waiters only. */
  readonly lifetimeMs: number;
  /** `'store'` where another process had asked for it. */
  readonly source: 'endpoint' | 'store';
  /** When the token ends. Absent where only its life is known. */
  readonly expiresAt?: number;
}

/** A flight ended without a token. */
export interface TokenFailed extends Occurrence {
  readonly type: 'token.failed';
  readonly reason: TokenReason;
  /** Milliseconds from the first request; where none was sent, from when the flight began. */
  readonly durationMs: number;
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly oauthError?: string;
  readonly retryAfterMs?: number;
  /** True while callers are still served with the old token. */
  readonly stillServing: boolean;
}

/** The current token was dropped because the API refused it. */
export interface TokenRejected extends Occurrence {
  readonly type: 'token.rejected';
}

/** An allowed origin answered 401 to a request that carried our token. */
export interface RequestUnauthorized extends Occurrence {
  readonly type: 'request.unauthorized';
  readonly origin: string;
}

/** A request was sent a second time with another token. */
export interface RequestReplayed extends Occurrence {
  readonly type: 'request.replayed';
  readonly origin: string;
  /** Status of the second answer; absent where the replay found no answer. */
  readonly status?: number;
}

/** A 401 was not cured. */
export interface RequestReplaySkipped extends Occurrence {
  readonly type: 'request.replay-skipped';
  readonly origin: string;
  /**
   * Why. `'no-token'`: the endpoint gave no other token, or the caller did not wait for it, and got that error instead of the
   * 401. In every other case the 401 was handed to the caller.
   */
  readonly reason: ReplaySkipReason | 'no-token';
}

/** The store that processes share their tokens through has failed: each asks for itself until it is back. */
export interface StoreFailed extends Occurrence {
  readonly type: 'store.failed';
  readonly message: string;
}

/** The store answers again. */
export interface StoreRecovered extends Occurrence {
  readonly type: 'store.recovered';
}

/** Whatever happens to tokens and authorised requests; none of it holds a secret. */
export type AsposeAuthEvent =
  | TokenRequested
  | TokenAcquired
  | TokenFailed
  | TokenRejected
  | RequestUnauthorized
  | RequestReplayed
  | RequestReplaySkipped
  | StoreFailed
  | StoreRecovered;
