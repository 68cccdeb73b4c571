import type { AsposeSandbox } from 'aspose-cloud-sandbox';
import type { BatchProgress } from '../protocol.js';
import { CallBatch } from './call-batch.js';
import { NaiveClient } from './naive-client.js';

const BATCH_SIZE = 1_000;
const CALL_PATH = '/v4.0/words/info';

export interface ComparisonOptions {
  /** Sends a call with the package's client. */
  readonly callWithPackage: (path: string, signal: AbortSignal) => Promise<unknown>;
  /** Returns the number of token requests that the package has sent. */
  readonly getTokenRequests: () => number;
  readonly onProgress: () => void;
  readonly signal: AbortSignal;
}

/**
 * Sends the same calls with the package and with the naive client. Each has a sandbox of its own, in the same state, so that
 * neither can lock out the other and each sandbox counts the requests of one client.
 */
export class Comparison {
  private naive: NaiveClient;
  private batches: { readonly id: number; readonly ours: CallBatch; readonly naive: CallBatch } | undefined;
  private naiveTokenRequests = 0;
  /** Failed calls of the naive client in earlier batches. */
  private naiveFailedBefore = 0;

  /** @param sandbox The one that the naive client calls. */
  constructor(
    private readonly sandbox: AsposeSandbox,
    private readonly options: ComparisonOptions,
  ) {
    this.naive = this.createNaive();
  }

  /** The latest batch; `undefined` before the first one. */
  get progress(): BatchProgress | undefined {
    if (this.batches === undefined) return undefined;
    const { id, ours, naive } = this.batches;
    return { id, total: BATCH_SIZE, ours: ours.progress, naive: naive.progress };
  }

  get isRunning(): boolean {
    const { ours, naive } = this.progress ?? {};
    return ours?.isRunning === true || naive?.isRunning === true;
  }

  /** Failed calls and token requests of the naive client since the application started. */
  get naiveTotals(): { tokenRequests: number; failed: number } {
    const failed = this.naiveFailedBefore + (this.batches?.naive.progress.failed ?? 0);
    return { tokenRequests: this.naiveTokenRequests, failed };
  }

  /** Starts a batch of calls in both lanes. */
  start(durationMs: number): void {
    const { onProgress, signal, callWithPackage, getTokenRequests } = this.options;
    this.naiveFailedBefore = this.naiveTotals.failed;
    const ours = new CallBatch(BATCH_SIZE, durationMs, {
      call: () => callWithPackage(CALL_PATH, signal),
      getTokenRequests,
      onProgress,
      signal,
    });
    const naive = new CallBatch(BATCH_SIZE, durationMs, {
      call: () => this.naive.http.get(CALL_PATH, { signal }),
      getTokenRequests: () => this.naiveTokenRequests,
      onProgress,
      signal,
    });
    this.batches = { id: (this.batches?.id ?? 0) + 1, ours, naive };
    void ours.run();
    void naive.run();
  }

  /** Starts the naive client anew: without a token, and with the current secret. */
  restartNaive(): void {
    this.naive = this.createNaive();
  }

  private createNaive(): NaiveClient {
    const { url: baseUrl, clientId, clientSecret } = this.sandbox;
    const countTokenRequest = () => {
      this.naiveTokenRequests += 1;
    };
    return new NaiveClient({ baseUrl, clientId, clientSecret }, countTokenRequest);
  }
}
