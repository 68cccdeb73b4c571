import type { Asked } from './ask-endpoint.js';
import type { Grant } from './grant.js';
import type { PairRecord } from './refusal-policy.js';

/** One request for a token, before it is known whether it has to be sent. */
export interface SharedRequest {
  /** What the account proves itself with; where there is none, nothing can be encrypted, and nothing is shared. */
  readonly secret: string | undefined;
  /** Ends the wait for another process. */
  readonly signal: AbortSignal;
  /** Whether a token that another process got would do. */
  readonly isWanted: (grant: Grant) => boolean;
  /** Asks the endpoint, under this process' own guard. */
  ask(): Promise<Asked>;
  /** This process' record of refusals of the credential pair. */
  record(): PairRecord;
  /** Adds what other processes know of refusals to it. */
  adopt(record: PairRecord): void;
}

/** A token that another process got. */
export interface Shared {
  readonly shared: Grant;
}

/** Lets processes ask in each other's stead: the endpoint is asked only where no other has asked, or is asking, already. */
export type ShareAsking = (request: SharedRequest) => Promise<Asked | Shared>;
