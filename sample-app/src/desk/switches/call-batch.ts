import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../wire.js';

/** Calls on their way at the same time. */
const AT_ONCE = 25;

/** What a batch works with. */
export interface BatchTools {
  /** One call. */
  readonly call: () => Promise<unknown>;
  /** Requests sent to the token endpoint since the start. */
  readonly tokenRequests: () => number;
  /** After each call. */
  readonly onProgress: () => void;
  readonly signal: AbortSignal;
}

/** A round of calls, and how far it has come. */
export class CallBatch {
  private sent = 0;
  private succeeded = 0;
  private failed = 0;
  private failure: string | undefined;
  private isRunning = false;
  private readonly tokenRequestsBefore: number;

  /** @param overMs Spread evenly over this time; 0 for as fast as they go. */
  constructor(
    private readonly total: number,
    private readonly overMs: number,
    private readonly tools: BatchTools,
  ) {
    this.tokenRequestsBefore = tools.tokenRequests();
  }

  get progress(): Batch {
    const { total, succeeded, failed, isRunning, failure } = this;
    const tokenRequests = this.tools.tokenRequests() - this.tokenRequestsBefore;
    return { total, succeeded, failed, isRunning, tokenRequests, ...(failure !== undefined && { failure }) };
  }

  /** Sends them all. Never rejects: what fails is counted. */
  async run(): Promise<void> {
    this.isRunning = true;
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.work(startedAt)));
    this.isRunning = false;
    this.tools.onProgress();
  }

  private async work(startedAt: number): Promise<void> {
    const { total, overMs, tools } = this;
    while (this.sent < total && !tools.signal.aborted) {
      const due = startedAt + (overMs * this.sent) / total;
      this.sent += 1;
      await pauseUntil(due, tools.signal);
      await this.once();
      tools.onProgress();
    }
  }

  private async once(): Promise<void> {
    try {
      await this.tools.call();
      this.succeeded += 1;
    } catch (error) {
      this.failed += 1;
      this.failure ??= error instanceof Error ? error.message : String(error);
    }
  }
}

async function pauseUntil(due: number, signal: AbortSignal): Promise<void> {
  const ms = due - performance.now();
  if (ms > 0) await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
