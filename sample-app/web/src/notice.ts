import { Problem } from './api/problem.js';
import { button, byId, el, setText } from './dom.js';

const notice = byId('notice');
const said = byId('said');

/** Tells a failure: what could not be done, why, and what to do. It stays until it is read or something works. */
export function tellProblem(what: string, error: unknown): void {
  const { message, hint } = error instanceof Problem ? error : { message: String(error), hint: undefined };
  const words = el('div', {}, el('strong', {}, what), ' ', message, hint ? ` ${hint}` : '');
  notice.replaceChildren(words, button('Dismiss', { class: 'button quiet' }, clearNotice));
}

export function clearNotice(): void {
  notice.replaceChildren();
}

/** Tells a success, for who does not see it. */
export function tell(text: string): void {
  clearNotice();
  setText(said, text);
}
