import { parentPort } from 'node:worker_threads';
import { DocxError } from '../docx/docx-error.js';
import { TASKS } from './tasks.js';
import type { WorkerRequest, WorkerResponse } from './worker-messages.js';

// The thread that processes documents. It handles one request at a time.
parentPort!.on('message', (request: WorkerRequest) => {
  void respond(request).then((response) => {
    parentPort!.postMessage(response);
  });
});

async function respond({ task, input }: WorkerRequest): Promise<WorkerResponse> {
  try {
    const run = TASKS[task] as (value: unknown) => Promise<Uint8Array>;
    return { output: await run(input) };
  } catch (error) {
    if (error instanceof DocxError) return { error: { kind: error.kind, message: error.message } };
    // A deeply nested or otherwise odd document can exhaust the stack of the parser.
    if (error instanceof RangeError) {
      return { error: { kind: 'too-complex', message: 'The document is too complex for the sandbox.' } };
    }
    return { error: { kind: 'corrupt', message: 'The document cannot be read.' } };
  }
}
