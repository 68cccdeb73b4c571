import type { BlockedUntil, PairRecord } from './lockout-policy.js';
import type { TokenGrant } from './token-grant.js';
import type { TokenResponse } from './token-response.js';

/** One token request, before it is known whether it has to be sent. */
export interface TokenSourceRequest {
  /** The account's secret. Without one nothing can be encrypted, so nothing is shared. */
  readonly secret: string | undefined;
  /** Ends the wait for another process. */
  readonly signal: AbortSignal;
  /** Whether a token that another process requested can be used. */
  readonly isWanted: (grant: TokenGrant) => boolean;
  /** Sends the request to the endpoint, guarded against the lock-out. */
  send(): Promise<TokenResponse | BlockedRequest>;
  /** What this process knows of rejections of the credential pair. */
  getRecord(): PairRecord;
  /** Adds what other processes know of rejections. */
  mergeRecord(record: PairRecord): void;
}

/** A token that another process requested. */
export interface SharedToken {
  readonly kind: 'shared';
  readonly grant: TokenGrant;
}

/** A request that the lock-out guard did not let pass. */
export interface BlockedRequest {
  readonly kind: 'blocked';
  readonly blocked: BlockedUntil;
}

/**
 * Coordinates token requests across processes: the endpoint is called only if no other process already holds, or is fetching, a
 * usable token. A port, so that `token/` does not depend on `store/`.
 */
export type TokenSource = (request: TokenSourceRequest) => Promise<TokenResponse | BlockedRequest | SharedToken>;
