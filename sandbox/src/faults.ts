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
   * Body of a 401: an error in the format of the Words API, or nothing.
   * @default 'words'
   */
  unauthorizedBody: 'words' | 'empty' = 'words';

  /** Resets every fault to its default. */
  clear(): void {
    Object.assign(this, new SandboxFaults());
  }
}

/** A fault of the token endpoint. */
export interface TokenFault {
  /**
   * - `hang`: never responds; the connection stays open until the client gives up or the sandbox stops
   * - `reset`: closes the connection
   * - `server-error`: 500
   * - `unavailable`: 503 with `Retry-After`
   * - `no-access-token`: 200 without `access_token`
   * - `no-expires-in`: 200 with a valid token, but without `expires_in`
   */
  kind: 'hang' | 'reset' | 'server-error' | 'unavailable' | 'no-access-token' | 'no-expires-in';
  /**
   * Number of requests that fail.
   * @default undefined: all, until the fault is cleared
   */
  times?: number;
  /**
   * `Retry-After` of `unavailable`, in seconds.
   * @default 1
   */
  retryAfterSeconds?: number;
}

/** A fault of the API. */
export interface ApiFault {
  /**
   * - `unauthorized`: 401, whatever the token
   * - `hang`, `reset`, `server-error`, `unavailable`: as for the token endpoint
   */
  kind: 'unauthorized' | 'hang' | 'reset' | 'server-error' | 'unavailable';
  /**
   * Number of requests that fail.
   * @default undefined: all, until the fault is cleared
   */
  times?: number;
  /**
   * `Retry-After` of `unavailable`, in seconds.
   * @default 1
   */
  retryAfterSeconds?: number;
}

/** Returns the fault for the next request, and decrements its `times`. */
export function consumeFault<Side extends 'token' | 'api'>(faults: SandboxFaults, side: Side): SandboxFaults[Side] {
  const fault: SandboxFaults[Side] = faults[side];
  if (fault?.times === undefined) return fault;
  // A copy, so that the caller can assign the same object again.
  faults[side] = fault.times > 1 ? { ...fault, times: fault.times - 1 } : undefined;
  return fault.times > 0 ? fault : undefined;
}

/** Counts requests and responses since the sandbox started, or since `reset()`. */
export class SandboxCounters {
  /** Requests to a token path, whatever the response. */
  tokenRequests = 0;
  /** Tokens issued. */
  tokensGranted = 0;
  /** Token requests rejected with 400: wrong credentials, wrong grant type, malformed request. */
  tokensRejected = 0;
  /** Token requests rejected with 429: the credential pair is locked out. */
  tokensLimited = 0;
  /** Token requests that met an injected fault (`sandbox.faults.token`). */
  tokensFailed = 0;
  /** Requests to any other path, whatever the response. */
  apiRequests = 0;
  /** API requests rejected with 401. */
  apiUnauthorized = 0;

  /** Sets every counter to 0. */
  reset(): void {
    Object.assign(this, new SandboxCounters());
  }
}
