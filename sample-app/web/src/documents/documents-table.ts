import type { StoredDocument } from '../api/documents.js';
import { byId, setText } from '../dom.js';
import { formatCount, formatNumber } from '../format.js';
import type { DocumentRow } from './document-row.js';

type Column = 'name' | 'size' | 'modifiedAt';

/** The documents as a table that can be searched and sorted. */
export class DocumentsTable {
  private readonly body = byId('list');
  private readonly search = byId('search', HTMLInputElement);
  private readonly headers = [...document.querySelectorAll<HTMLElement>('[data-sort]')];
  private rows = new Map<string, DocumentRow>();
  private column: Column = 'modifiedAt';
  private isDescending = true;
  private readonly selectAll = byId('select-all', HTMLInputElement);
  /** The row that was selected or cleared last: one end of a range. */
  private latestRow: DocumentRow | undefined;

  /**
   * @param createRow Called once for each document, when it appears.
   * @param onSelection Called when the selection may have changed.
   */
  constructor(
    private readonly createRow: (document: StoredDocument) => DocumentRow,
    private readonly onSelection: () => void,
  ) {
    this.selectAll.addEventListener('change', () => {
      for (const row of this.getFoundRows()) row.selection.checked = this.selectAll.checked;
      this.showSelection();
    });
    this.search.addEventListener('input', () => this.filter());
    for (const header of this.headers) {
      header.querySelector('button')?.addEventListener('click', () => this.sortBy(header.dataset.sort as Column));
    }
  }

  get names(): string[] {
    return [...this.rows.keys()];
  }

  getRow(name: string): DocumentRow | undefined {
    return this.rows.get(name);
  }

  /** The names of the selected documents in their order, and how many of them the search does not find. */
  getSelection(): { names: string[]; notFound: number } {
    const rows = this.getSortedRows().filter(({ selection }) => selection.checked);
    return {
      names: rows.map(({ document }) => document.name),
      notFound: rows.filter(({ element }) => element.hidden).length,
    };
  }

  select(names: readonly string[], isSelected: boolean): void {
    for (const name of names) {
      const row = this.rows.get(name);
      if (row) row.selection.checked = isSelected;
    }
    this.showSelection();
  }

  show(documents: readonly StoredDocument[]): void {
    this.rows = new Map(documents.map((document) => [document.name, this.updateRow(document)]));
    byId('empty').hidden = documents.length > 0;
    byId('table').hidden = documents.length === 0;
    byId('table-tools').hidden = documents.length === 0;
    this.arrange();
    this.filter();
  }

  private updateRow(document: StoredDocument): DocumentRow {
    const row = this.rows.get(document.name) ?? this.addRow(document);
    row.show(document);
    return row;
  }

  private addRow(document: StoredDocument): DocumentRow {
    const row = this.createRow(document);
    row.selection.addEventListener('click', ({ shiftKey }) => {
      if (shiftKey) this.selectRange(row);
      this.latestRow = row;
      this.showSelection();
    });
    return row;
  }

  /** Selects or clears everything between the latest row and this one, as file managers do. */
  private selectRange(row: DocumentRow): void {
    const rows = this.getFoundRows();
    const [first, last] = [rows.indexOf(row), rows.indexOf(this.latestRow ?? row)].sort((a, b) => a - b);
    if (first === undefined || first < 0) return;
    for (const { selection } of rows.slice(first, (last ?? 0) + 1)) selection.checked = row.selection.checked;
  }

  private getFoundRows(): DocumentRow[] {
    return this.getSortedRows().filter(({ element }) => !element.hidden);
  }

  private showSelection(): void {
    const found = this.getFoundRows();
    const selected = found.filter(({ selection }) => selection.checked);
    this.selectAll.checked = selected.length > 0 && selected.length === found.length;
    this.selectAll.indeterminate = selected.length > 0 && selected.length < found.length;
    this.onSelection();
  }

  private sortBy(column: Column): void {
    this.isDescending = column === this.column ? !this.isDescending : column !== 'name';
    this.column = column;
    for (const header of this.headers) {
      if (header.dataset.sort !== column) header.removeAttribute('aria-sort');
      else header.setAttribute('aria-sort', this.isDescending ? 'descending' : 'ascending');
    }
    this.arrange();
  }

  /** Puts the rows in order. A row that is moved or removed loses the focus, so it is set again, to a neighbor if need be. */
  private arrange(): void {
    const focused = document.activeElement as HTMLElement;
    const elements = this.getSortedRows().map(({ element }) => element);
    const current = new Set<Element>(elements);
    const focusedRow = this.body.contains(focused) ? focused.closest<HTMLElement>('.document') : null;
    const candidates = ([...this.body.children] as HTMLElement[]).filter(
      (child) => child === focusedRow || (current.has(child) && !child.hidden),
    );
    for (const child of [...this.body.children]) if (!current.has(child)) child.remove();
    for (const [index, element] of elements.entries()) {
      if (this.body.children[index] !== element) this.body.insertBefore(element, this.body.children[index] ?? null);
    }
    if (focusedRow === null || document.activeElement === focused) return;
    if (current.has(focusedRow)) {
      focused.focus({ preventScroll: true });
      return;
    }
    const index = candidates.indexOf(focusedRow);
    const neighbor = candidates[index + 1] ?? candidates[index - 1];
    (neighbor?.querySelector('button') ?? byId('documents')).focus();
  }

  private getSortedRows(): DocumentRow[] {
    const sign = this.isDescending ? -1 : 1;
    return [...this.rows.values()].sort(
      (a, b) => sign * compare(a.document, b.document, this.column) || compare(a.document, b.document, 'name'),
    );
  }

  private filter(): void {
    const text = this.search.value.trim();
    let count = 0;
    for (const { element, document } of this.rows.values()) {
      element.hidden = !document.name.toLowerCase().includes(text.normalize('NFC').toLowerCase());
      if (!element.hidden) count += 1;
    }
    const total = this.rows.size;
    const all = formatCount(total, 'document');
    const found = count === 0 ? `No document has “${text}” in its name.` : `${formatNumber(count)} of ${all}`;
    setText(byId('document-count'), count === total ? all : found);
    this.showSelection();
  }
}

function compare(a: StoredDocument, b: StoredDocument, column: Column): number {
  if (column === 'size') return (a.size ?? 0) - (b.size ?? 0);
  if (column === 'modifiedAt') return (a.modifiedAt ?? '').localeCompare(b.modifiedAt ?? '');
  return a.name.localeCompare(b.name, 'en', { numeric: true });
}
