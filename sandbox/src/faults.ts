/** What the token endpoint does instead of its work. */
export interface TokenFault {
  /**
   * - `hang`: never answers; the connection stays open until the client gives up or the sandbox stops
   * - `reset`: cuts the connection
   * - `server-error`: 500
   * - `unavailable`: 503 with `Retry-After`
   * - `no-access-token`: 200 without `access_token`
   * - `no-expires-in`: 200 with a good token, but without `expires_in`
   */
  kind: 'hang' | 'reset' | 'server-error' | 'unavailable' | 'no-access-token' | 'no-expires-in';
  /** How many requests it meets. Default: all, until it is taken away. */
  times?: number;
  /** `Retry-After` of `unavailable`, in seconds. Default 1. */
  retryAfterSeconds?: number;
}

/** What the API does instead of its work. */
export interface ApiFault {
  /**
   * - `unauthorized`: 401, whatever the token
   * - `hang`, `reset`, `server-error`, `unavailable`: as for the token endpoint
   */
  kind: 'unauthorized' | 'hang' | 'reset' | 'server-error' | 'unavailable';
  /** How many requests it meets. Default: all, until it is taken away. */
  times?: number;
  /** `Retry-After` of `unavailable`, in seconds. Default 1. */
  retryAfterSeconds?: number;
}

/** The switches that make the sandbox misbehave. Assign at any time; requests that arrive from then on obey. */
export class SandboxFaults {
  /** Delay before each answer of the token endpoint, in milliseconds. Default 0. */
  tokenLatencyMs = 0;
  /** Delay before each answer of the API, in milliseconds. Default 0. */
  apiLatencyMs = 0;
  /** Fault of the token endpoint. Default none. */
  token: TokenFault | undefined = undefined;
  /** Fault of the API. Default none. */
  api: ApiFault | undefined = undefined;
  /** `WWW-Authenticate` of a 401; `undefined` leaves the header out. Default `Bearer error="invalid_token"`. */
  challenge: string | undefined = 'Bearer error="invalid_token"';
  /** Body of a 401: an error in the shape of the Words API, or nothing. Default `'words'`. */
  unauthorizedBody: 'words' | 'empty' = 'words';

  /** Back to good behaviour: every switch at its default. */
  clear(): void {
    Object.assign(this, new SandboxFaults());
  }
}

/** The fault the next request of that side meets; one of its `times` is used up. */
export function takeFault<Side extends 'token' | 'api'>(faults: SandboxFaults, side: Side): SandboxFaults[Side] {
  const fault: SandboxFaults[Side] = faults[side];
  if (fault?.times === undefined) return fault;
  // A copy, so that the object the caller assigned can be assigned again.
  faults[side] = fault.times > 1 ? { ...fault, times: fault.times - 1 } : undefined;
  return fault.times > 0 ? fault : undefined;
}

/** What the sandbox was asked and what it answered, since it started or since `reset()`. */
export class SandboxCounters {
  /** Requests to a token path, whatever the answer. */
  tokenRequests = 0;
  /** Tokens handed out. */
  tokensGranted = 0;
  /** Token requests refused with 400: wrong credentials, wrong grant, malformed. */
  tokensRefused = 0;
  /** Token requests refused with 429: the credential pair is locked out. */
  tokensLimited = 0;
  /** Token requests that met an injected fault (`sandbox.faults.token`). */
  tokensFailed = 0;
  /** Requests to any other path, whatever the answer. */
  apiRequests = 0;
  /** API requests refused with 401. */
  apiUnauthorized = 0;

  /** Sets every counter to 0. */
  reset(): void {
    Object.assign(this, new SandboxCounters());
  }
}
