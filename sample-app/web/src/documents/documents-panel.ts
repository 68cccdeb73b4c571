import { Problem } from '../api/desk-client.js';
import { appendDocument, deleteDocument, listDocuments, saveDocument } from '../api/documents.js';
import { byId } from '../dom.js';
import { announce, clearProblem, showProblem } from '../notice.js';
import { type AppendInput, showAppendDialog } from './append-dialog.js';
import { BulkActions } from './bulk-actions.js';
import { confirmDelete, showPreview } from './dialogs.js';
import { type DocumentActions, DocumentRow } from './document-row.js';
import { DocumentsTable } from './documents-table.js';

const LIST_FAILURE = 'The documents cannot be listed.';

/** The documents with their actions. */
export class DocumentsPanel {
  private readonly table: DocumentsTable;
  private refreshing: Promise<void> | undefined;
  /** The list has changed since it was requested. */
  private isOutdated = false;
  /** What was typed in append dialogs that were canceled, by document. */
  private readonly drafts = new Map<string, AppendInput>();

  constructor(formats: readonly string[]) {
    this.table = new DocumentsTable(
      (document) => new DocumentRow(document, formats, this.actions),
      () => bulk.showSelection(),
    );
    const bulk = new BulkActions(this.table, formats, () => this.refresh());
  }

  /** Loads the list from the server. If it is being loaded already, it is loaded once more after that. */
  refresh(): Promise<void> {
    this.isOutdated = true;
    this.refreshing ??= this.loadUntilCurrent().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private async loadUntilCurrent(): Promise<void> {
    while (this.isOutdated) {
      this.isOutdated = false;
      try {
        await this.load();
      } catch (error) {
        showProblem(LIST_FAILURE, error);
      }
    }
  }

  private async load(): Promise<void> {
    this.table.show(await listDocuments());
    clearProblem(LIST_FAILURE);
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
    const input = this.drafts.get(name) ?? { target: name };
    const outcome = await showAppendDialog(name, input, this.table.names, {
      listNames: async () => {
        await this.load();
        return this.table.names;
      },
      append: (source, target, signal) => appendDocument(name, source, target, signal),
    });
    if (outcome.kind === 'appended') this.drafts.delete(name);
    else this.drafts.set(name, outcome.input);
    if (outcome.kind === 'appended') announce(`${outcome.source} was appended. The result is ${outcome.target}.`);
    if (outcome.kind === 'unknown') {
      const problem = new Problem('The server had not responded when you left the dialog.', 'Check the list.');
      showProblem(`A document may still be appended to ${name}.`, problem);
    }
    this.focusRow(name);
    if (outcome.kind === 'canceled') return;
    await this.refresh();
    this.focusRow(name);
  }

  private focusRow(name: string): void {
    const row = this.table.getRow(name);
    if (row) row.focusAppend();
    else byId('documents').focus();
  }

  private async remove(name: string): Promise<void> {
    if (!(await confirmDelete([name]))) return;
    await this.run(`${name} was not deleted.`, async () => {
      await deleteDocument(name);
      return `${name} was deleted.`;
    });
    await this.refresh(); // It moves the focus to the neighbor of a row that is gone.
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
