import { requestDesk } from '../api/desk-client.js';
import { byId, el, setText } from '../dom.js';
import { toProblem } from '../notice.js';

const deleteDialog = byId('delete-dialog', HTMLDialogElement);

/** Names that the dialog lists. */
const MAX_NAMES = 8;

/** Asks the visitor to confirm that documents are deleted. */
export async function confirmDelete(names: readonly string[]): Promise<boolean> {
  setText(byId('delete-title'), names.length === 1 ? 'Delete document?' : `Delete ${names.length} documents?`);
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  const list = names.slice(0, MAX_NAMES).map((name) => `“${name}”`);
  setText(byId('delete-text'), `${list.join(', ')}${more} will be deleted permanently.`);
  return (await openDialog(deleteDialog)) === 'delete';
}

const previewDialog = byId('preview-dialog', HTMLDialogElement);

/** Shows a document as HTML in a sandboxed frame. */
export async function showPreview(name: string): Promise<void> {
  setText(byId('preview-title'), name);
  const content = el('div', { class: 'preview-content', role: 'alert' });
  previewDialog.append(content);
  const closed = openDialog(previewDialog);
  // A frame shows the browser's own error page if the server is away, so that is found out first.
  requestDesk('/desk/about').then(
    () => {
      const src = `/desk/preview/${encodeURIComponent(name)}`;
      content.replaceWith(el('iframe', { id: 'preview-frame', title: `Preview of ${name}`, sandbox: '', src }));
    },
    (error: unknown) => {
      const { message, hint = '' } = toProblem(error);
      content.append(el('p', {}, `${message} ${hint}`));
    },
  );
  await closed;
  content.remove();
  previewDialog.querySelector('iframe')?.remove();
}

/**
 * Resolves with the value of the button that closes the dialog, `''` for Escape. The browser returns the focus to the button
 * that opened it, unless its document has disappeared meanwhile.
 */
export function openDialog(dialog: HTMLDialogElement): Promise<string> {
  const opener = document.activeElement;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    const onClose = () => {
      if (!opener?.isConnected) byId('documents').focus();
      resolve(dialog.returnValue);
    };
    dialog.addEventListener('close', onClose, { once: true });
  });
}
