// Types of the messages between the server and the page. There are only types here, so the page bundles no server code.

/** The part of `AsposeTokenState` that the page shows. Times are in ms since 1970. */
export interface TokenSnapshot {
  readonly status: TokenStatus;
  readonly requesting: boolean;
  readonly tokenRequests: number;
  readonly acquiredAt?: number;
  readonly refreshAt?: number;
  readonly waitAt?: number;
  readonly expiresAt?: number;
  readonly lastError?: { readonly code: string; readonly message: string; readonly retryAfterMs: number };
}

export type TokenStatus = 'none' | 'fresh' | 'refresh-due' | 'expiring';

/** Results of API calls, counted: thousands of calls are reported in one message. */
export interface CallCounts {
  /** Responses other than 401. */
  readonly completed: number;
  /** Responses with status 401. Each is followed by a replay or by a skipped replay. */
  readonly unauthorized: number;
  /** Requests sent again with a new token. */
  readonly replayed: number;
  /** Requests not sent again; the caller received the 401. */
  readonly replaySkipped: number;
}

/** Something that the timeline or the event log shows. */
export type TimelineEvent = { readonly at: number } & (
  | { readonly kind: 'requested'; readonly reason: string; readonly attempt: number }
  | { readonly kind: 'acquired'; readonly reason: string; readonly durationMs: number; readonly lifetimeMs: number }
  | {
      readonly kind: 'failed';
      readonly durationMs: number;
      readonly code: string;
      readonly message: string;
      readonly stillServing: boolean;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'rejected' }
  | ({ readonly kind: 'calls' } & CallCounts)
  | { readonly kind: 'naive'; readonly tokenRequests: number; readonly failed: number }
  | { readonly kind: 'control'; readonly text: string }
);

/** Totals since the application started. */
export interface TotalCounts extends CallCounts {
  /** Calls with a final response. Each call counts once, even if it was replayed. */
  readonly calls: number;
  readonly tokenRequests: number;
}

/** Progress of a batch of calls that a visitor started. The same calls are sent in both lanes. */
export interface BatchProgress {
  /** Counts the batches, from 1. */
  readonly id: number;
  /** Calls in each lane. */
  readonly total: number;
  /** With this package. */
  readonly ours: LaneProgress;
  /** With a hand-written interceptor, against a sandbox of its own in the same state. */
  readonly naive: LaneProgress;
}

export interface LaneProgress {
  readonly succeeded: number;
  readonly failed: number;
  /** Token requests sent since the batch started. */
  readonly tokenRequests: number;
  /** Duration of the slowest call, in ms. */
  readonly longestMs: number;
  readonly isRunning: boolean;
  /** Message of the first call that failed. */
  readonly failure?: string;
}

/** Current settings of the embedded sandbox. */
export interface SandboxState {
  readonly lifetimeSeconds: number;
  readonly tokenEndpoint: TokenEndpointMode;
  readonly batch?: BatchProgress;
}

export type TokenEndpointMode = 'up' | 'slow' | 'down';

/** One message of the event stream. The first message of a connection has the history. */
export interface DeskUpdate {
  /** Time of the server. */
  readonly now: number;
  readonly token: TokenSnapshot;
  readonly counts: TotalCounts;
  readonly events: readonly TimelineEvent[];
  /** Number of requests since the start that may have changed documents. */
  readonly documentChanges: number;
  /** Absent with a real service. */
  readonly sandbox?: SandboxState;
}

/** What the page requests once, when it opens. */
export interface About {
  /** Host of the service, or `'sandbox'` for the embedded one. */
  readonly service: string;
  readonly maxUploadBytes: number;
  /** Formats that the page offers for downloads. */
  readonly formats: readonly string[];
}
