import { byId, el, setText } from '../dom.js';

/** Opens a dialog; resolves with the value of the button that closed it, `''` for Escape. The focus goes back by itself. */
function shown(dialog: HTMLDialogElement): Promise<string> {
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true });
  });
}

const appendDialog = byId('append-dialog', HTMLDialogElement);
const source = byId('append-source', HTMLSelectElement);
const target = byId('append-target', HTMLInputElement);

/** What to append to a document, and the name of the result; `undefined` where the visitor thinks better of it. */
export async function askWhatToAppend(
  name: string,
  all: readonly string[],
): Promise<{ source: string; target: string } | undefined> {
  setText(byId('append-title'), `Append to ${name}`);
  const others = all.filter((other) => other !== name);
  source.replaceChildren(...[...others, name].map((other) => el('option', { value: other }, other)));
  target.value = name;
  if ((await shown(appendDialog)) !== 'append') return undefined;
  return { source: source.value, target: target.value.trim() || name };
}

const deleteDialog = byId('delete-dialog', HTMLDialogElement);

export async function isDeleteMeant(name: string): Promise<boolean> {
  setText(byId('delete-text'), `“${name}” will be gone for good.`);
  return (await shown(deleteDialog)) === 'delete';
}

const previewDialog = byId('preview-dialog', HTMLDialogElement);

/** Shows a document as a page, in a frame that may do nothing but be read. */
export async function showPreview(name: string): Promise<void> {
  setText(byId('preview-title'), name);
  const src = `/desk/preview/${encodeURIComponent(name)}`;
  const frame = el('iframe', { id: 'preview-frame', title: `Preview of ${name}`, sandbox: '', src });
  previewDialog.append(frame);
  await shown(previewDialog);
  frame.remove();
}
