import type { DocxErrorKind } from '../docx/docx-error.js';
import type { DocumentTasks } from './tasks.js';

/** What is sent to the thread that processes documents. */
export interface WorkerRequest<Task extends keyof DocumentTasks = keyof DocumentTasks> {
  task: Task;
  input: Parameters<DocumentTasks[Task]>[0];
}

/** What it sends back. Only plain values survive the way between threads. */
export type WorkerResponse = { output: Uint8Array } | { error: { kind: DocxErrorKind; message: string } };
