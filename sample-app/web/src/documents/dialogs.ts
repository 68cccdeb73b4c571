import { byId, el, setText } from '../dom.js';

const appendDialog = byId('append-dialog', HTMLDialogElement);
const source = byId('append-source', HTMLSelectElement);
const target = byId('append-target', HTMLInputElement);

/** Asks which document to append and how to name the result. Returns `undefined` if the visitor cancels. */
export async function showAppendDialog(
  name: string,
  allNames: readonly string[],
): Promise<{ source: string; target: string } | undefined> {
  setText(byId('append-title'), `Append to ${name}`);
  const others = allNames.filter((other) => other !== name);
  source.replaceChildren(...[...others, name].map((option) => el('option', { value: option }, option)));
  target.value = name;
  if ((await openDialog(appendDialog)) !== 'append') return undefined;
  return { source: source.value, target: target.value.trim() || name };
}

const deleteDialog = byId('delete-dialog', HTMLDialogElement);

/** Asks the visitor to confirm that a document is deleted. */
export async function confirmDelete(name: string): Promise<boolean> {
  setText(byId('delete-text'), `“${name}” will be deleted permanently.`);
  return (await openDialog(deleteDialog)) === 'delete';
}

const previewDialog = byId('preview-dialog', HTMLDialogElement);

/** Shows a document as HTML in a sandboxed frame. */
export async function showPreview(name: string): Promise<void> {
  setText(byId('preview-title'), name);
  const src = `/desk/preview/${encodeURIComponent(name)}`;
  const frame = el('iframe', { id: 'preview-frame', title: `Preview of ${name}`, sandbox: '', src });
  previewDialog.append(frame);
  await openDialog(previewDialog);
  frame.remove();
}

/** Resolves with the value of the button that closes the dialog, `''` for Escape. The browser restores the focus. */
function openDialog(dialog: HTMLDialogElement): Promise<string> {
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true });
  });
}
