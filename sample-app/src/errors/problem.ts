/** What a client is told about a failure. */
export interface Problem {
  readonly status: number;
  /** What happened. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** When to try again, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}
