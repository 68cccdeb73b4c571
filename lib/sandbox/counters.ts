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
