import { Worker } from 'node:worker_threads';
import { DocxError } from '../docx/docx-error.js';
import { workerPath } from './worker-location.cjs';
import type { WorkerRequest, WorkerResponse } from './worker-messages.js';

/** Heap of a thread, in MiB. */
const MAX_HEAP_MB = 512;

interface Pending {
  resolve: (output: Uint8Array) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** A worker thread with a limited heap, which processes one document at a time. */
export class DocumentThread {
  readonly #worker: Worker;
  #pending: Pending | undefined;
  #isEnded = false;

  constructor() {
    // Without the environment and the options of this process: the thread needs neither.
    this.#worker = new Worker(workerPath, {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    this.#worker.unref();
    this.#worker.on('message', (response: WorkerResponse) => {
      this.#settle(({ resolve, reject }) => {
        if ('error' in response) reject(new DocxError(response.error.kind, response.error.message));
        else resolve(response.output);
      });
    });
    this.#worker.on('error', (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#end(isMemory ? new DocxError('too-complex', 'The document needs too much memory to process.') : error);
    });
    this.#worker.on('exit', () => {
      this.#end(new Error('The thread that processes documents has ended.'));
    });
  }

  /** True if the thread cannot process any more documents. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Processes a document. If the deadline passes, the thread is ended. */
  run(request: WorkerRequest, timeoutMs: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(new DocxError('too-complex', `The document took longer than ${timeoutMs} ms to process.`));
        void this.#worker.terminate();
      }, timeoutMs);
      timer.unref();
      this.#pending = { resolve, reject, timer };
      this.#worker.postMessage(request);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(error: Error): void {
    this.#isEnded = true;
    this.#settle(({ reject }) => {
      reject(error);
    });
  }

  #settle(action: (pending: Pending) => void): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    clearTimeout(pending.timer);
    action(pending);
  }
}
