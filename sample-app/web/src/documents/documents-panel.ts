import { Problem } from '../api/desk-client.js';
import { appendDocument, deleteDocument, listDocuments, type StoredDocument, saveDocument } from '../api/documents.js';
import { byId } from '../dom.js';
import { announce, clearProblem, showProblem } from '../notice.js';
import { confirmDelete, showAppendDialog, showPreview } from './dialogs.js';
import { type DocumentActions, DocumentRow } from './document-row.js';

const LIST_FAILURE = 'The documents cannot be listed.';

/** The list of documents with their actions. */
export class DocumentsPanel {
  private readonly list = byId('list');
  private readonly empty = byId('empty');
  private rows = new Map<string, DocumentRow>();

  constructor(private readonly formats: readonly string[]) {}

  /** Loads the list from the server. */
  async refresh(): Promise<void> {
    try {
      this.show(await listDocuments());
      clearProblem(LIST_FAILURE);
    } catch (error) {
      showProblem(LIST_FAILURE, error);
    }
  }

  private show(documents: readonly StoredDocument[]): void {
    this.rows = new Map(documents.map((document) => [document.name, this.updateRow(document)]));
    const elements = [...this.rows.values()].map(({ element }) => element);
    for (const child of [...this.list.children]) if (!elements.includes(child as HTMLLIElement)) child.remove();
    // Elements are moved only if the order has changed, because a moved element loses the focus.
    for (const [index, element] of elements.entries()) {
      if (this.list.children[index] !== element) this.list.insertBefore(element, this.list.children[index] ?? null);
    }
    this.empty.hidden = documents.length > 0;
  }

  private updateRow(document: StoredDocument): DocumentRow {
    const row = this.rows.get(document.name) ?? new DocumentRow(document, this.formats, this.actions);
    row.show(document);
    return row;
  }

  private readonly actions: DocumentActions = {
    preview: (name) => void showPreview(name),
    save: (name, format) =>
      void this.run(`${name} cannot be downloaded.`, async () => {
        await saveDocument(name, format);
        return `${name} was downloaded.`;
      }),
    append: (name) => void this.append(name),
    remove: (name) => void this.remove(name),
  };

  private async append(name: string): Promise<void> {
    const choice = await showAppendDialog(name, [...this.rows.keys()]);
    if (choice === undefined) return;
    await this.run(`Nothing was appended to ${name}.`, async () => {
      await appendDocument(name, choice.source, choice.target);
      return `${choice.source} was appended. The result is ${choice.target}.`;
    });
    await this.refresh();
  }

  private async remove(name: string): Promise<void> {
    if (!(await confirmDelete(name))) return;
    await this.run(`${name} was not deleted.`, async () => {
      await deleteDocument(name);
      return `${name} was deleted.`;
    });
    await this.refresh();
    if (!this.rows.has(name)) byId('documents').focus();
  }

  /** Runs an action and shows its result: the text that it resolves with, or the failure. */
  private async run(failure: string, action: () => Promise<string>): Promise<void> {
    try {
      announce(await action());
      clearProblem(failure);
    } catch (error) {
      showProblem(failure, error);
      // The document is gone, so the list is out of date.
      if (error instanceof Problem && error.status === 404) await this.refresh();
    }
  }
}
