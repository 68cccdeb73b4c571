import { OWN_HEADERS } from './ask.js';
import { pathOf } from './documents.js';
import { noAnswer, Problem, problemIn } from './problem.js';

/** What the page shows of an upload. */
export interface UploadWatch {
  onProgress(sent: number, total: number): void;
  /** It is sent once more. */
  onRetry(problem: Problem): void;
}

const MOST_RETRIES = 2;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Sends a document. The desk reads it once while it passes it on, so where the token is refused in the middle it asks for
 * the document again; the page still has it.
 *
 * @throws Problem
 */
export async function uploadDocument(name: string, content: Blob, watch: UploadWatch): Promise<void> {
  for (let retry = 0; ; retry += 1) {
    try {
      await send(name, content, watch);
      return;
    } catch (error) {
      const pause = error instanceof Problem ? error.retryAfterMs : undefined;
      if (pause === undefined || pause > LONGEST_PAUSE_MS || retry === MOST_RETRIES) throw error;
      watch.onRetry(error as Problem);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** `fetch` does not tell how much of a body is sent. */
function send(name: string, content: Blob, watch: UploadWatch): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', pathOf(name));
    for (const [header, value] of Object.entries(OWN_HEADERS)) request.setRequestHeader(header, value);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => watch.onProgress(loaded, total));
    request.addEventListener('error', () => reject(noAnswer()));
    request.addEventListener('load', () => {
      const { status, responseText } = request;
      if (status >= 200 && status < 300) resolve();
      else reject(problemIn(status, responseText, request.getResponseHeader('retry-after')));
    });
    request.send(content);
  });
}
