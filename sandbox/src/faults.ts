import type { Random } from './random.js';

/** Kinds of faults of the token endpoint; see `TokenFault`. */
export const TOKEN_FAULT_KINDS = [
  'hang',
  'reset',
  'redirect',
  'server-error',
  'unavailable',
  'too-many-requests',
  'invalid-client',
  'not-json',
  'empty',
  'no-access-token',
  'no-expires-in',
  'text-expires-in',
  'lower-case-type',
  'dead-token',
] as const;

/** Kinds of faults of the API; see `ApiFault`. */
export const API_FAULT_KINDS = [
  'unauthorized',
  'hang',
  'reset',
  'redirect',
  'server-error',
  'unavailable',
  'too-many-requests',
] as const;

/** Makes the sandbox misbehave. Assign at any time; the fault applies to requests that arrive afterwards. */
export class SandboxFaults {
  /**
   * Delay before each response of the token endpoint, in milliseconds.
   * @default 0
   */
  tokenLatencyMs = 0;
  /**
   * Delay before each response of the API, in milliseconds.
   * @default 0
   */
  apiLatencyMs = 0;
  /**
   * Random addition to each delay, from 0 to this number of milliseconds.
   * @default 0
   */
  jitterMs = 0;
  /**
   * Fault of the token endpoint.
   * @default undefined
   */
  token: TokenFault | undefined = undefined;
  /**
   * Fault of the API.
   * @default undefined
   */
  api: ApiFault | undefined = undefined;
  /**
   * `WWW-Authenticate` header of a 401. If undefined, the header is left out.
   * @default 'Bearer error="invalid_token"'
   */
  challenge: string | undefined = 'Bearer error="invalid_token"';
  /**
   * Body of a 401: an error in the format of the product (`words`), nothing, or a page of a proxy (`html`).
   * @default 'words'
   */
  unauthorizedBody: 'words' | 'empty' | 'html' = 'words';

  constructor() {
    Object.seal(this); // a misspelt name is a TypeError
  }

  /** Resets every fault to its default. */
  clear(): void {
    Object.assign(this, new SandboxFaults());
  }
}

/** How often a fault occurs. */
export interface FaultFrequency {
  /**
   * Number of requests that fail.
   * @default undefined: all, until the fault is cleared
   */
  times?: number;
  /**
   * Probability that a request fails, from 0 to 1. The option `seed` makes it reproducible.
   * @default 1
   */
  probability?: number;
  /**
   * `Retry-After` of `unavailable` and `too-many-requests`, in seconds.
   * @default 1
   */
  retryAfterSeconds?: number;
  /**
   * `Location` of `redirect`.
   * @default '/redirected', a path of the sandbox that responds with 404
   */
  location?: string;
}

/** A fault of the token endpoint. */
export interface TokenFault extends FaultFrequency {
  /**
   * - `hang`: never responds; the connection stays open until the client gives up or the sandbox stops
   * - `reset`: closes the connection
   * - `redirect`: 307
   * - `server-error`: 500
   * - `unavailable`: 503 with `Retry-After`
   * - `too-many-requests`: 429 with `Retry-After`
   * - `invalid-client`: 400, whatever the credentials
   * - `not-json`: 200 with an HTML page
   * - `empty`: 200 without a body
   * - `no-access-token`: 200 without `access_token`
   * - `no-expires-in`: 200 with a valid token, but without `expires_in`
   * - `text-expires-in`: 200 with `expires_in` as text
   * - `lower-case-type`: 200 with the `token_type` `bearer`
   * - `dead-token`: 200 with a token that the API rejects
   */
  kind: (typeof TOKEN_FAULT_KINDS)[number];
}

/** A fault of the API. */
export interface ApiFault extends FaultFrequency {
  /**
   * - `unauthorized`: 401, whatever the token
   * - `hang`, `reset`, `redirect`, `server-error`, `unavailable`, `too-many-requests`: as for the token endpoint
   */
  kind: (typeof API_FAULT_KINDS)[number];
}

/**
 * Returns the fault for the next request, and decrements its `times`.
 * @internal
 */
export function consumeFault<Side extends 'token' | 'api'>(
  faults: SandboxFaults,
  side: Side,
  random: Random,
): SandboxFaults[Side] {
  const fault: SandboxFaults[Side] = faults[side];
  if (fault?.probability !== undefined && random.next() >= fault.probability) return undefined;
  if (fault?.times === undefined) return fault;
  // A copy, so that the caller can assign the same object again.
  faults[side] = fault.times > 1 ? { ...fault, times: fault.times - 1 } : undefined;
  return fault.times > 0 ? fault : undefined;
}
