import { Problem } from '../api/problem.js';
import { uploadDocument } from '../api/upload.js';
import { byId, el, setText } from '../dom.js';
import { tell, tellProblem } from '../notice.js';
import { sizeOf } from '../words.js';

/** What the desk would refuse after it was sent; said before. */
function refusalOf({ name, size }: File, maxBytes: number): Problem | undefined {
  if (!/.\.docx$/i.test(name)) return new Problem('It is no Word document.', 'Choose files whose names end in .docx.');
  if (size === 0) return new Problem('The file is empty.', 'Choose another.');
  if (size <= maxBytes) return undefined;
  const hint = 'Choose a smaller one, or have MAX_UPLOAD_BYTES raised where the desk runs.';
  return new Problem(`It has ${sizeOf(size)}, and ${sizeOf(maxBytes)} are accepted.`, hint);
}

/** Sends files one after the other, each with its progress, until the last has arrived or failed. */
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
    const state = el('span', { class: 'small muted' }, `0 of ${sizeOf(file.size)}`);
    const row = el('li', { class: 'upload' }, el('span', {}, name), progress, state);
    this.list.append(row);
    try {
      const refusal = refusalOf(file, this.maxBytes);
      if (refusal) throw refusal;
      await uploadDocument(name, file, {
        onProgress: (sent, total) => {
          progress.value = Math.min(sent, file.size);
          setText(state, sent < total ? `${sizeOf(sent)} of ${sizeOf(file.size)}` : 'Being stored…');
        },
        onRetry: () => setText(state, 'The token was refused on the way; sent again with another…'),
      });
      tell(`${name} was uploaded.`);
      await this.onStored();
    } catch (error) {
      tellProblem(`${name} was not uploaded.`, error);
    } finally {
      row.remove();
    }
  }
}
