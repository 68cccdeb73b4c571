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

/** A row of the list. It is kept while its document exists, so that it does not lose the focus. */
export class DocumentRow {
  readonly element: HTMLLIElement;
  private readonly details = el('span', { class: 'small muted' });

  constructor(document: StoredDocument, formats: readonly string[], actions: DocumentActions) {
    const { name } = document;
    const format = el(
      'select',
      { 'aria-label': `Format of ${name}` },
      ...formats.map((option) => el('option', { value: option }, `.${option}`)),
    );
    const actionButton = (text: string, onClick: () => void, style = '') =>
      button(text, { 'aria-label': `${text} ${name}`, class: `button ${style}` }, onClick);
    const download = actionButton('Download', () => actions.save(name, format.value));
    this.element = el(
      'li',
      { class: 'document' },
      el('div', { class: 'document-name' }, el('strong', {}, name), this.details),
      el(
        'div',
        { class: 'document-actions' },
        actionButton('Preview', () => actions.preview(name)),
        actionButton('Append to', () => actions.append(name)),
        el('span', { class: 'joined' }, format, download),
        actionButton('Delete', () => actions.remove(name), 'quiet'),
      ),
    );
    this.show(document);
  }

  show({ size, modifiedAt }: StoredDocument): void {
    const parts = [size === undefined ? '' : formatSize(size), modifiedAt ? formatDate(Date.parse(modifiedAt)) : ''];
    setText(this.details, parts.filter(Boolean).join(' · '));
  }
}
