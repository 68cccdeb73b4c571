import type { StoredDocument } from '../api/documents.js';
import { button, el, setText } from '../dom.js';
import { formatDate, formatSize } from '../format.js';

/** Handlers of a row's buttons. */
export interface DocumentActions {
  preview(name: string): void;
  save(name: string, format: string): void;
  append(name: string): void;
  remove(name: string): void;
}

/** A row of the table. It is kept while its document exists, so that it does not lose the focus. */
export class DocumentRow {
  readonly element: HTMLTableRowElement;
  private readonly size = el('td', { class: 'small muted' });
  private readonly modified = el('td', { class: 'small muted' });
  private readonly appendButton: HTMLButtonElement;
  /** Selects the document for an action on many. */
  readonly selection: HTMLInputElement;

  constructor(
    public document: StoredDocument,
    formats: readonly string[],
    actions: DocumentActions,
  ) {
    const { name } = document;
    const options = formats.map((option) => el('option', { value: option }, `.${option}`));
    const format = el('select', { 'aria-label': `Format of ${name}` }, ...options);
    const actionButton = (text: string, onClick: () => void, style = '') =>
      button(text, { 'aria-label': `${text} ${name}`, class: `button ${style}` }, onClick);
    const download = actionButton('Download', () => actions.save(name, format.value));
    this.appendButton = actionButton('Append to', () => actions.append(name));
    const buttons = el(
      'td',
      { class: 'document-actions' },
      actionButton('Preview', () => actions.preview(name)),
      this.appendButton,
      el('span', { class: 'joined' }, format, download),
      actionButton('Delete', () => actions.remove(name), 'quiet'),
    );
    this.selection = el('input', { type: 'checkbox', 'aria-label': `Select ${name}` });
    const title = el('th', { scope: 'row' }, el('strong', {}, name));
    this.element = el(
      'tr',
      { class: 'document' },
      el('td', { class: 'selection' }, this.selection),
      title,
      this.size,
      this.modified,
      buttons,
    );
    this.show(document);
  }

  show(document: StoredDocument): void {
    this.document = document;
    const { size, modifiedAt } = document;
    setText(this.size, size === undefined ? '' : formatSize(size));
    setText(this.modified, modifiedAt ? formatDate(Date.parse(modifiedAt)) : '');
  }

  /** Moves the focus back to the button that opened the dialog. */
  focusAppend(): void {
    this.appendButton.focus();
  }
}
