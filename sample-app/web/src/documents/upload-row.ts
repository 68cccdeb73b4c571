import { button, el, setText } from '../dom.js';

export interface UploadActions {
  readonly cancel: () => void;
  readonly retry: () => void;
  readonly dismiss: () => void;
}

/** A file in the list of uploads: its progress, or why it was not uploaded and what to do. */
export class UploadRow {
  readonly element: HTMLLIElement;
  private readonly progress = el('progress', { value: 0 });
  private readonly state = el('span', { class: 'small' });
  private readonly buttons = el('span', { class: 'upload-actions' });

  constructor(
    private readonly name: string,
    private readonly actions: UploadActions,
  ) {
    this.progress.setAttribute('aria-label', `Upload of ${name}`);
    const text = el('div', { class: 'upload-text' }, el('strong', {}, name), ' ', this.state);
    this.element = el('li', { class: 'upload' }, text, this.buttons, this.progress);
  }

  showWaiting(): void {
    this.progress.value = 0;
    this.show('Waiting…', { isActive: true });
  }

  showProgress(share: number, text: string): void {
    this.progress.value = share;
    this.show(text, { isActive: true });
  }

  /** @param canRetry False if the same file would be rejected again. */
  showFailure(text: string, canRetry: boolean): void {
    this.show(text, { isActive: false, canRetry });
  }

  /** Replaces the buttons only if they change, and keeps the focus in the row. */
  private show(text: string, { isActive, canRetry = false }: { isActive: boolean; canRetry?: boolean }): void {
    setText(this.state, text);
    const kind = isActive ? 'active' : canRetry ? 'failed' : 'rejected';
    if (this.element.dataset.kind === kind) return;
    this.element.dataset.kind = kind;
    this.progress.hidden = !isActive;
    const hadFocus = this.element.contains(document.activeElement);
    const { name, actions } = this;
    this.buttons.replaceChildren(
      ...(isActive ? [button('Cancel', { 'aria-label': `Cancel upload of ${name}` }, actions.cancel)] : []),
      ...(canRetry ? [button('Send again', { 'aria-label': `Send ${name} again` }, actions.retry)] : []),
      ...(isActive ? [] : [button('Dismiss', { 'aria-label': `Dismiss ${name}` }, actions.dismiss)]),
    );
    if (hadFocus) this.buttons.querySelector('button')?.focus();
  }
}
