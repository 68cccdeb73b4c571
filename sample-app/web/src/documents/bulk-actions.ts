import { Problem } from '../api/desk-client.js';
import { deleteDocument, saveDocument } from '../api/documents.js';
import { button, byId, el, setText } from '../dom.js';
import { formatCount, formatNumber } from '../format.js';
import { announce, showProblem, toProblem } from '../notice.js';
import { confirmDelete } from './dialogs.js';
import type { DocumentsTable } from './documents-table.js';

const MAX_CONCURRENT_DELETIONS = 4;
/** Names in a notice for each reason. */
const MAX_NAMES = 10;

interface BulkAction {
  /** "deleted" */
  readonly done: string;
  readonly concurrency: number;
  readonly apply: (name: string) => Promise<void>;
}

/** Acts on all documents that are selected in the table. */
export class BulkActions {
  private readonly bar = byId('bulk');
  private readonly text = byId('bulk-text');
  private readonly format: HTMLSelectElement;
  private readonly idleButtons: readonly HTMLButtonElement[];
  private readonly stopButton = button('Stop', {}, () => this.abort?.abort());
  /** Set while an action runs. */
  private abort: AbortController | undefined;

  constructor(
    private readonly table: DocumentsTable,
    formats: readonly string[],
    private readonly refresh: () => Promise<void>,
  ) {
    const options = formats.map((option) => el('option', { value: option }, `.${option}`));
    this.format = el('select', { 'aria-label': 'Format of the selected documents' }, ...options);
    const download = button('Download', { 'aria-label': 'Download the selected documents' }, () => void this.save());
    this.idleButtons = [
      download,
      button('Delete', { 'aria-label': 'Delete the selected documents' }, () => void this.remove()),
      button('Clear', { 'aria-label': 'Clear the selection', class: 'button quiet' }, () => this.clear()),
    ];
    const [, ...others] = this.idleButtons;
    byId('bulk-actions').append(el('span', { class: 'joined' }, this.format, download), ...others, this.stopButton);
    this.showSelection();
  }

  /** Shows how many documents are selected. While an action runs, its progress is shown instead. */
  showSelection(): void {
    if (this.abort) return;
    const { names, notFound } = this.table.getSelection();
    this.bar.hidden = names.length === 0;
    this.stopButton.hidden = true;
    const hint = notFound ? `, ${formatNumber(notFound)} of them not found by the search` : '';
    setText(this.text, `${formatNumber(names.length)} selected${hint}`);
  }

  private clear(): void {
    this.table.select(this.table.getSelection().names, false);
    byId('search').focus();
  }

  private async save(): Promise<void> {
    const format = this.format.value;
    // One after another: a browser asks its user once whether a page may save several files.
    await this.run({ done: 'downloaded', concurrency: 1, apply: (name) => saveDocument(name, format) });
  }

  private async remove(): Promise<void> {
    if (this.abort || !(await confirmDelete(this.table.getSelection().names))) return;
    await this.run({ done: 'deleted', concurrency: MAX_CONCURRENT_DELETIONS, apply: deleteDocument });
    await this.refresh();
    if (this.bar.hidden) byId('documents').focus();
  }

  /** Documents for which the action has failed or was stopped stay selected, so that it can be repeated. */
  private async run({ done, concurrency, apply }: BulkAction): Promise<void> {
    if (this.abort) return;
    const { names } = this.table.getSelection();
    this.abort = new AbortController();
    const { signal } = this.abort;
    const waiting = [...names];
    const failures = new Map<string, string[]>();
    let succeeded = 0;
    this.setRunning(true);
    const work = async () => {
      for (let name = waiting.shift(); name !== undefined && !signal.aborted; name = waiting.shift()) {
        try {
          await apply(name);
          succeeded += 1;
          this.table.select([name], false);
        } catch (error) {
          const { message, hint } = toProblem(error);
          const reason = [message, hint].filter(Boolean).join(' ');
          failures.set(reason, [...(failures.get(reason) ?? []), name]);
        }
        setText(this.text, `${formatNumber(succeeded)} of ${formatCount(names.length, 'document')} ${done}…`);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    this.abort = undefined;
    this.setRunning(false);
    if (failures.size > 0) showFailures(done, failures);
    announce(`${formatNumber(succeeded)} of ${formatCount(names.length, 'document')} were ${done}.`);
    this.showSelection();
  }

  private setRunning(isRunning: boolean): void {
    const hadFocus = this.bar.contains(document.activeElement);
    for (const element of [...this.idleButtons, this.format]) element.hidden = isRunning;
    this.stopButton.hidden = !isRunning;
    if (hadFocus) (isRunning ? this.stopButton : this.idleButtons[0])?.focus();
  }
}

/** Shows one notice, in which documents that failed for the same reason are named together. */
function showFailures(done: string, failures: ReadonlyMap<string, readonly string[]>): void {
  const count = [...failures.values()].flat().length;
  const details = [...failures].map(([reason, names]) => {
    const more = names.length > MAX_NAMES ? ` and ${formatNumber(names.length - MAX_NAMES)} more` : '';
    return `${names.slice(0, MAX_NAMES).join(', ')}${more}: ${reason}`;
  });
  const failure = `${formatCount(count, 'document was', 'documents were')} not ${done}.`;
  showProblem(failure, new Problem(details.join(' '), 'They are still selected.'));
}
