import { requestDesk } from '../api/desk-client.js';
import { byId } from '../dom.js';
import { clearProblem, showProblem } from '../notice.js';
import type { Uploads } from './uploads.js';

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
const EXAMPLES_FAILURE = 'The examples cannot be loaded.';

/** Uploads two example documents, for visitors without a document at hand. */
export function addExamplesButton(uploads: Uploads): void {
  byId('examples').addEventListener('click', () => {
    Promise.all(EXAMPLES.map(async ([path, name]) => new File([await (await requestDesk(path)).blob()], name)))
      .then((files) => {
        clearProblem(EXAMPLES_FAILURE);
        uploads.add(files);
      })
      .catch((error: unknown) => showProblem(EXAMPLES_FAILURE, error));
  });
}
