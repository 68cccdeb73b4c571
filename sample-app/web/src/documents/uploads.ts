import { Problem, requestDesk } from '../api/desk-client.js';
import { uploadDocument } from '../api/documents.js';
import { byId, el, setText } from '../dom.js';
import { formatSize } from '../format.js';
import { announceSuccess, showProblem } from '../notice.js';

/** Uploads files one after another and shows the progress of each. */
export class Uploads {
  private readonly list = byId('uploads');
  private queue = Promise.resolve();

  constructor(
    private readonly maxBytes: number,
    private readonly onStored: () => Promise<void>,
  ) {}

  add(files: Iterable<File>): void {
    for (const file of files) this.queue = this.queue.then(() => this.upload(file));
  }

  private async upload(file: File): Promise<void> {
    const { name } = file;
    const progress = el('progress', { max: Math.max(1, file.size), value: 0, 'aria-label': `Upload of ${name}` });
    const state = el('span', { class: 'small muted' }, `0 of ${formatSize(file.size)}`);
    const row = el('li', { class: 'upload' }, el('span', {}, name), progress, state);
    this.list.append(row);
    try {
      const problem = findFileProblem(file, this.maxBytes);
      if (problem) throw problem;
      await uploadDocument(name, file, {
        onProgress: (sentBytes, totalBytes) => {
          progress.value = Math.min(sentBytes, file.size);
          const isSent = sentBytes >= totalBytes;
          setText(state, isSent ? 'Storing…' : `${formatSize(sentBytes)} of ${formatSize(file.size)}`);
        },
        onRetry: () => setText(state, 'The token was rejected during the upload. Sending again with a new token…'),
      });
      announceSuccess(`${name} was uploaded.`);
      await this.onStored();
    } catch (error) {
      showProblem(`${name} was not uploaded.`, error);
    } finally {
      row.remove();
    }
  }
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

/** Accepts files through the file input, which also works with the keyboard, or dropped anywhere on the documents card. */
export function addDropZone(uploads: Uploads, limitText: string): void {
  const input = byId('files', HTMLInputElement);
  const zone = byId('drop');
  byId('limit').textContent = limitText;
  input.addEventListener('change', () => {
    uploads.add([...(input.files ?? [])]);
    input.value = ''; // Otherwise choosing the same file again would cause no event.
  });
  const card = byId('documents');
  const highlight = (isOver: boolean) => zone.classList.toggle('over', isOver);
  card.addEventListener('dragover', (event) => {
    event.preventDefault();
    highlight(true);
  });
  card.addEventListener('dragleave', () => highlight(false));
  card.addEventListener('drop', (event) => {
    event.preventDefault();
    highlight(false);
    uploads.add([...(event.dataTransfer?.files ?? [])]);
  });
  // Without this, the browser would open a file that is dropped outside of the card instead of the page.
  for (const type of ['dragover', 'drop']) window.addEventListener(type, (event) => event.preventDefault());
}

const EXAMPLES = [
  ['/examples/offer-mueller.docx', 'Offer Müller.docx'],
  ['/examples/terms.docx', 'Terms.docx'],
] as const;

/** Uploads two example documents, for visitors without a document at hand. */
export function addExamplesButton(uploads: Uploads): void {
  byId('examples').addEventListener('click', () => {
    Promise.all(EXAMPLES.map(async ([path, name]) => new File([await (await requestDesk(path)).blob()], name)))
      .then((files) => uploads.add(files))
      .catch((error: unknown) => showProblem('The examples cannot be loaded.', error));
  });
}
