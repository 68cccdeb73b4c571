import { setTimeout as sleep } from 'node:timers/promises';
import type { LaneProgress } from '../protocol.js';

const MAX_CONCURRENT_CALLS = 25;

/** What a batch needs to know of the client that it calls. */
export interface CallBatchOptions {
  /** Sends one call. */
  readonly call: () => Promise<unknown>;
  /** Returns the number of token requests that the client has sent. */
  readonly getTokenRequests: () => number;
  /** Called after each call. */
  readonly onProgress: () => void;
  readonly signal: AbortSignal;
}

/** Sends a number of calls through one client, and counts the results. */
export class CallBatch {
  private sent = 0;
  private succeeded = 0;
  private failed = 0;
  private longestMs = 0;
  private failure: string | undefined;
  private isRunning = false;
  private readonly tokenRequestsBefore: number;

  /** @param durationMs The calls are spread evenly over this time; 0 sends them as fast as possible. */
  constructor(
    private readonly total: number,
    private readonly durationMs: number,
    private readonly options: CallBatchOptions,
  ) {
    this.tokenRequestsBefore = options.getTokenRequests();
  }

  get progress(): LaneProgress {
    const { succeeded, failed, longestMs, isRunning, failure } = this;
    const tokenRequests = this.options.getTokenRequests() - this.tokenRequestsBefore;
    return { succeeded, failed, tokenRequests, longestMs, isRunning, ...(failure !== undefined && { failure }) };
  }

  /** Sends all calls. Never rejects: failed calls are counted. */
  async run(): Promise<void> {
    this.isRunning = true;
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: MAX_CONCURRENT_CALLS }, () => this.runWorker(startedAt)));
    this.isRunning = false;
    this.options.onProgress();
  }

  private async runWorker(startedAt: number): Promise<void> {
    const { total, durationMs, options } = this;
    while (this.sent < total && !options.signal.aborted) {
      const dueAt = startedAt + (durationMs * this.sent) / total;
      this.sent += 1;
      await sleepUntil(dueAt, options.signal);
      await this.sendCall();
      options.onProgress();
    }
  }

  private async sendCall(): Promise<void> {
    const sentAt = performance.now();
    try {
      await this.options.call();
      this.succeeded += 1;
    } catch (error) {
      this.failed += 1;
      this.failure ??= error instanceof Error ? error.message : String(error);
    }
    this.longestMs = Math.max(this.longestMs, Math.round(performance.now() - sentAt));
  }
}

async function sleepUntil(dueAt: number, signal: AbortSignal): Promise<void> {
  const ms = dueAt - performance.now();
  if (ms > 0) await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
