import type { SimProcess, WatchedAccount } from './sim-process.js';

/** A token that the endpoint has issued. All times are real time. */
export interface IssuedToken {
  readonly value: string;
  readonly expiresAt: number;
  revokedAt: number;
}

/** One token request. */
export interface SentRequest {
  readonly from: WatchedAccount;
  readonly pair: string;
  readonly scope: string;
  readonly sentAt: number;
  /** How long its fetch had waited for other processes. */
  readonly waitedMs: number;
  /** When the process had the response, or no longer waited for it. */
  endedAt?: number;
  /** The process no longer waited for the response. */
  isAbandoned?: boolean;
  token?: IssuedToken;
  /** The lifetime that the response claims; 0 if it claims none that can be used. */
  claimedMs?: number;
  /** The same token was granted again, perhaps with another lifetime. */
  isRepeated?: boolean;
  /** The latest end that any response claims for the token. */
  claimedUntil?: number;
}

/** A request that the endpoint rejected. */
export interface Rejection {
  readonly request: SentRequest;
  readonly at: number;
  /** By the endpoint's clock. */
  readonly serviceAt: number;
  readonly clientId: string;
  readonly pair: string;
  readonly process: SimProcess;
  /** The scope that was rejected; `undefined` if the credentials were. */
  readonly scope: string | undefined;
}
