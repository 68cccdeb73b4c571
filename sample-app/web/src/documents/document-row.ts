import type { StoredDocument } from '../api/documents.js';
import { button, el, setText } from '../dom.js';
import { dateOf, sizeOf } from '../words.js';

/** What can be done with a document. */
export interface DocumentActions {
  preview(name: string): void;
  save(name: string, format: string): void;
  append(name: string): void;
  remove(name: string): void;
}

/** A line of the list. It lives as long as its document, so that the focus stays where it is. */
export class DocumentRow {
  readonly element: HTMLLIElement;
  private readonly details = el('span', { class: 'small muted' });

  constructor(document: StoredDocument, formats: readonly string[], actions: DocumentActions) {
    const { name } = document;
    const format = el(
      'select',
      { 'aria-label': `Format of ${name}` },
      ...formats.map((one) => el('option', { value: one }, `.${one}`)),
    );
    const act = (text: string, onClick: () => void, style = '') =>
      button(text, { 'aria-label': `${text} ${name}`, class: `button ${style}` }, onClick);
    this.element = el(
      'li',
      { class: 'document' },
      el('div', { class: 'document-name' }, el('strong', {}, name), this.details),
      el(
        'div',
        { class: 'document-actions' },
        act('Preview', () => actions.preview(name)),
        act('Append to', () => actions.append(name)),
        el(
          'span',
          { class: 'joined' },
          format,
          act('Download', () => actions.save(name, format.value)),
        ),
        act('Delete', () => actions.remove(name), 'quiet'),
      ),
    );
    this.show(document);
  }

  show({ size, modifiedAt }: StoredDocument): void {
    const parts = [size === undefined ? '' : sizeOf(size), modifiedAt ? dateOf(Date.parse(modifiedAt)) : ''];
    setText(this.details, parts.filter(Boolean).join(' · '));
  }
}
