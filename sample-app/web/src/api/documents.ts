import { createConnectionProblem, PAGE_HEADERS, Problem, parseProblem, requestDesk } from './desk-client.js';

/** A document in the list of the server. */
export interface StoredDocument {
  readonly name: string;
  readonly size?: number;
  readonly modifiedAt?: string;
}

export async function listDocuments(): Promise<StoredDocument[]> {
  return (await (await requestDesk('/documents')).json()) as StoredDocument[];
}

export async function appendDocument(name: string, source: string, target: string, signal: AbortSignal): Promise<void> {
  await requestDesk(`${toPath(name)}/append`, 'POST', target === name ? { source } : { source, target }, signal);
}

export async function deleteDocument(name: string): Promise<void> {
  await requestDesk(toPath(name), 'DELETE');
}

/** Downloads a document and lets the browser save it. It is fetched first, so that an error is shown and not saved. */
export async function saveDocument(name: string, format: string): Promise<void> {
  const response = await requestDesk(format === 'docx' ? toPath(name) : `${toPath(name)}?format=${format}`);
  const content = await response.blob().catch(() => {
    throw createConnectionProblem();
  });
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/docx$/i, format);
  link.click();
  // By then the browser has started to save it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export interface UploadListener {
  onProgress(sentBytes: number, totalBytes: number): void;
  /** The upload failed temporarily and is repeated. */
  onRetry(problem: Problem): void;
}

const MAX_RETRIES = 2;
const MAX_RETRY_DELAY_MS = 5_000;

/**
 * Uploads a document. The server streams it to Aspose without keeping a copy, so if the token is rejected during the upload,
 * the server responds with `Retry-After` and the page sends the document again.
 *
 * @param signal Cancels the upload.
 * @throws Problem
 */
export async function uploadDocument(
  name: string,
  content: Blob,
  listener: UploadListener,
  signal: AbortSignal,
): Promise<void> {
  for (let retry = 0; ; retry += 1) {
    try {
      await sendDocument(name, content, listener, signal);
      return;
    } catch (error) {
      const delayMs = error instanceof Problem ? error.retryAfterMs : undefined;
      if (signal.aborted || delayMs === undefined || delayMs > MAX_RETRY_DELAY_MS || retry === MAX_RETRIES) throw error;
      listener.onRetry(error as Problem);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      signal.throwIfAborted();
    }
  }
}

/** Uses `XMLHttpRequest`, because `fetch` does not report upload progress. */
function sendDocument(name: string, content: Blob, listener: UploadListener, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', toPath(name));
    for (const [header, value] of Object.entries(PAGE_HEADERS)) request.setRequestHeader(header, value);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => listener.onProgress(loaded, total));
    request.addEventListener('error', () => reject(createConnectionProblem()));
    request.addEventListener('abort', () => reject(new Problem('The upload was canceled.')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.addEventListener('load', () => {
      const { status, responseText } = request;
      if (status >= 200 && status < 300) resolve();
      else reject(parseProblem(status, responseText, request.getResponseHeader('retry-after')));
    });
    request.send(content);
  });
}

function toPath(name: string): string {
  return `/documents/${encodeURIComponent(name)}`;
}
