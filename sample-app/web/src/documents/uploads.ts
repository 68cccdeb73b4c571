import { Problem } from '../api/desk-client.js';
import { uploadDocument } from '../api/documents.js';
import { byId } from '../dom.js';
import { formatSize } from '../format.js';
import { announce, removeKeepingFocus, toProblem } from '../notice.js';
import { UploadRow } from './upload-row.js';

/** Statuses with which the server rejects the file itself, so that sending it again is of no use. */
const FINAL_STATUSES = [400, 413, 415];

/** Uploads files one after another. Each has a row, which stays after a failure until it is dismissed. */
export class Uploads {
  private readonly list = byId('uploads');
  private queue = Promise.resolve();

  constructor(
    private readonly maxBytes: number,
    private readonly onStored: () => Promise<void>,
  ) {}

  add(files: Iterable<File>): void {
    for (const file of files) this.addFile(file);
  }

  private addFile(file: File): void {
    let abort = new AbortController();
    const enqueue = () => {
      abort = new AbortController();
      const { signal } = abort;
      row.showWaiting();
      this.queue = this.queue.then(() => this.upload(file, row, signal));
    };
    const row = new UploadRow(file.name, {
      cancel: () => {
        abort.abort();
        row.showFailure('The upload was canceled.', true);
      },
      retry: enqueue,
      dismiss: () => removeKeepingFocus(row.element, byId('files')),
    });
    this.list.append(row.element);
    const problem = findFileProblem(file, this.maxBytes);
    if (problem) showFailure(file, row, problem, false);
    else enqueue();
  }

  private async upload(file: File, row: UploadRow, signal: AbortSignal): Promise<void> {
    const isCanceled = () => signal.aborted;
    if (isCanceled()) return;
    const { name, size } = file;
    row.showProgress(0, `0 of ${formatSize(size)}`);
    try {
      const listener = {
        onProgress: (sentBytes: number, totalBytes: number) => {
          const isSent = sentBytes >= totalBytes;
          const text = isSent ? 'Storing…' : `${formatSize(sentBytes)} of ${formatSize(size)}`;
          row.showProgress(Math.min(1, sentBytes / totalBytes), text);
        },
        onRetry: () => row.showProgress(0, 'The token was rejected during the upload. Sending again with a new token…'),
      };
      await uploadDocument(name, file, listener, signal);
      announce(`${name} was uploaded.`);
      removeKeepingFocus(row.element, byId('files'));
      await this.onStored();
    } catch (error) {
      if (isCanceled()) return; // The row says so already.
      const problem = toProblem(error);
      showFailure(file, row, problem, !FINAL_STATUSES.includes(problem.status ?? 0));
    }
  }
}

function showFailure({ name }: File, row: UploadRow, { message, hint }: Problem, canRetry: boolean): void {
  const text = ['It was not uploaded.', message, hint].filter(Boolean).join(' ');
  row.showFailure(text, canRetry);
  announce(text.replace('It', name));
}

/** Finds what the server would reject, so that it is reported before the upload. */
function findFileProblem({ name, size }: File, maxBytes: number): Problem | undefined {
  if (!/.\.docx$/i.test(name)) {
    return new Problem('It is not a Word document.', 'Choose files whose names end in .docx.');
  }
  if (size === 0) return new Problem('The file is empty.', 'Choose another file.');
  if (size <= maxBytes) return undefined;
  const hint = 'Choose a smaller file, or raise MAX_UPLOAD_BYTES on the server.';
  return new Problem(`It has ${formatSize(size)}. The limit is ${formatSize(maxBytes)}.`, hint);
}
