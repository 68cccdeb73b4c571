import { Problem } from './api/desk-client.js';
import { button, byId, el, setText } from './dom.js';

const notice = byId('notice');
const announcement = byId('announcement');

/** Shows a failure: what failed, why, and what to do. It stays until it is dismissed or the next action succeeds. */
export function showProblem(failure: string, error: unknown): void {
  const { message, hint } = error instanceof Problem ? error : { message: String(error), hint: undefined };
  const text = el('div', {}, el('strong', {}, failure), ' ', message, hint ? ` ${hint}` : '');
  notice.replaceChildren(text, button('Dismiss', { class: 'button quiet' }, clearProblem));
}

export function clearProblem(): void {
  notice.replaceChildren();
}

/** Announces a success to screen readers. */
export function announceSuccess(text: string): void {
  clearProblem();
  setText(announcement, text);
}
