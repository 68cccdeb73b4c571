import { availableParallelism } from 'node:os';
import { Content } from '../storage/content.js';
import { DocumentThread } from './document-thread.js';
import type { TargetFormat } from './target-formats.js';
import type { DocumentTasks } from './tasks.js';
import type { WorkerRequest } from './worker-messages.js';

const MAX_THREADS = Math.max(1, Math.min(2, availableParallelism()));

interface Job {
  request: WorkerRequest;
  resolve: (output: Content) => void;
  reject: (error: Error) => void;
}

/**
 * Processes documents in worker threads with a deadline and a limited heap, so that a document can neither block other
 * requests nor end the process. Threads are started on demand.
 */
export class DocumentEngine {
  readonly #timeoutMs: number;
  readonly #queue: Job[] = [];
  readonly #idle: DocumentThread[] = [];
  readonly #threads = new Set<DocumentThread>();
  #isStopped = false;

  /** @param timeoutMs - Deadline for one document, in milliseconds. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Creates a document with one empty paragraph. */
  create(): Promise<Content> {
    return this.#run('create', {});
  }

  /** @throws {DocxError} If the document is not a .docx that the sandbox supports. */
  async check(document: Content): Promise<void> {
    await this.#run('check', { document: document.bytes() });
  }

  /** @throws {DocxError} If the document is not a .docx that the sandbox supports. */
  convert(document: Content, format: TargetFormat): Promise<Content> {
    return this.#run('convert', { document: document.bytes(), format });
  }

  /** @throws {DocxError} If one of the documents is not a .docx that the sandbox supports. */
  append(base: Content, others: readonly Content[]): Promise<Content> {
    return this.#run('append', { base: base.bytes(), others: others.map((other) => other.bytes()) });
  }

  /** Ends all threads. Documents in progress fail. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { reject } of this.#queue.splice(0)) reject(new Error('The sandbox has stopped.'));
    await Promise.all([...this.#threads].map((thread) => thread.stop()));
  }

  #run<Task extends keyof DocumentTasks>(task: Task, input: WorkerRequest<Task>['input']): Promise<Content> {
    return new Promise((resolve, reject) => {
      if (this.#isStopped) {
        reject(new Error('The sandbox has stopped.'));
        return;
      }
      this.#queue.push({ request: { task, input }, resolve, reject });
      this.#startNext();
    });
  }

  #startNext(): void {
    if (this.#queue.length === 0 || this.#isStopped) return;
    const thread = this.#takeThread();
    if (thread) void this.#process(thread, this.#queue.shift()!);
  }

  #takeThread(): DocumentThread | undefined {
    for (let thread = this.#idle.pop(); thread; thread = this.#idle.pop()) {
      if (!thread.isEnded) return thread;
      this.#threads.delete(thread);
    }
    if (this.#threads.size >= MAX_THREADS) return undefined;
    const thread = new DocumentThread();
    this.#threads.add(thread);
    return thread;
  }

  /** Processes one job, and then the next one. A thread that has ended is replaced. */
  async #process(thread: DocumentThread, { request, resolve, reject }: Job): Promise<void> {
    try {
      resolve(new Content([toBuffer(await thread.run(request, this.#timeoutMs))]));
    } catch (error) {
      reject(error as Error);
    }
    if (thread.isEnded) this.#threads.delete(thread);
    else this.#idle.push(thread);
    this.#startNext();
  }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
