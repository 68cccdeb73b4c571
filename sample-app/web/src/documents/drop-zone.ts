import { ask } from '../api/ask.js';
import { byId } from '../dom.js';
import { tellProblem } from '../notice.js';
import type { Uploads } from './uploads.js';

/** Files come by the button, which the keyboard reaches, or by a drop anywhere on the card. */
export function openDropZone(uploads: Uploads, limit: string): void {
  const input = byId('files', HTMLInputElement);
  const zone = byId('drop');
  byId('limit').textContent = limit;
  input.addEventListener('change', () => {
    uploads.add([...(input.files ?? [])]);
    input.value = ''; // the same file may be chosen again
  });
  const card = byId('documents');
  const mark = (isOver: boolean) => zone.classList.toggle('over', isOver);
  card.addEventListener('dragover', (event) => {
    event.preventDefault();
    mark(true);
  });
  card.addEventListener('dragleave', () => mark(false));
  card.addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    uploads.add([...(event.dataTransfer?.files ?? [])]);
  });
  // A file that misses the card must not take the page away.
  for (const type of ['dragover', 'drop']) window.addEventListener(type, (event) => event.preventDefault());
}

const EXAMPLES = [
  ['/examples/offer-mueller.docx', 'Offer Müller.docx'],
  ['/examples/terms.docx', 'Terms.docx'],
] as const;

/** For visitors without a document at hand. */
export function offerExamples(uploads: Uploads): void {
  byId('examples').addEventListener('click', () => {
    Promise.all(EXAMPLES.map(async ([path, name]) => new File([await (await ask(path)).blob()], name)))
      .then((files) => uploads.add(files))
      .catch((error: unknown) => tellProblem('The examples cannot be fetched.', error));
  });
}
