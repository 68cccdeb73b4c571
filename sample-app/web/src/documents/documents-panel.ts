import { appendDocument, deleteDocument, listDocuments, type StoredDocument, saveDocument } from '../api/documents.js';
import { byId } from '../dom.js';
import { tell, tellProblem } from '../notice.js';
import { askWhatToAppend, isDeleteMeant, showPreview } from './dialogs.js';
import { type DocumentActions, DocumentRow } from './document-row.js';

/** The list of documents and what can be done with them. */
export class DocumentsPanel {
  private readonly list = byId('list');
  private readonly empty = byId('empty');
  private rows = new Map<string, DocumentRow>();

  constructor(private readonly formats: readonly string[]) {}

  /** Asks the desk what there is. */
  async refresh(): Promise<void> {
    try {
      this.show(await listDocuments());
    } catch (error) {
      tellProblem('The documents cannot be listed.', error);
    }
  }

  private show(documents: readonly StoredDocument[]): void {
    this.rows = new Map(documents.map((document) => [document.name, this.rowOf(document)]));
    const elements = [...this.rows.values()].map(({ element }) => element);
    for (const child of [...this.list.children]) if (!elements.includes(child as HTMLLIElement)) child.remove();
    // Moved only where the order differs: an element that is moved loses the focus.
    for (const [index, element] of elements.entries()) {
      if (this.list.children[index] !== element) this.list.insertBefore(element, this.list.children[index] ?? null);
    }
    this.empty.hidden = documents.length > 0;
  }

  private rowOf(document: StoredDocument): DocumentRow {
    const row = this.rows.get(document.name) ?? new DocumentRow(document, this.formats, this.actions);
    row.show(document);
    return row;
  }

  private readonly actions: DocumentActions = {
    preview: (name) => void showPreview(name),
    save: (name, format) =>
      void this.does(`${name} cannot be downloaded.`, async () => {
        await saveDocument(name, format);
        return `${name} was downloaded.`;
      }),
    append: (name) => void this.append(name),
    remove: (name) => void this.remove(name),
  };

  private async append(name: string): Promise<void> {
    const wish = await askWhatToAppend(name, [...this.rows.keys()]);
    if (wish === undefined) return;
    await this.does(`Nothing was appended to ${name}.`, async () => {
      await appendDocument(name, wish.source, wish.target);
      return `${wish.source} was appended; the result is ${wish.target}.`;
    });
    await this.refresh();
  }

  private async remove(name: string): Promise<void> {
    if (!(await isDeleteMeant(name))) return;
    await this.does(`${name} was not deleted.`, async () => {
      await deleteDocument(name);
      return `${name} was deleted.`;
    });
    await this.refresh();
    if (!this.rows.has(name)) byId('documents').focus();
  }

  private async does(failure: string, work: () => Promise<string>): Promise<void> {
    try {
      tell(await work());
    } catch (error) {
      tellProblem(failure, error);
    }
  }
}
