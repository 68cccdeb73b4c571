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
  /** Requests to any other path, whatever the response. Those to `/sandbox` are not counted. */
  apiRequests = 0;
  /** API requests rejected with 401. */
  apiUnauthorized = 0;
  /** API requests that the service counts against the monthly quota, whatever the response. */
  apiBillable = 0;

  /** Sets every counter to 0. */
  reset(): void {
    Object.assign(this, new SandboxCounters());
  }
}
