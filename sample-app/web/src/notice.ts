import { Problem } from './api/desk-client.js';
import { button, byId, el } from './dom.js';

const notices = byId('notice');
const announcements = byId('announcement');
const MAX_ANNOUNCEMENTS = 5;

/**
 * Shows a failure: what failed, why, and what to do. It stays until it is dismissed, or until the same action succeeds
 * (see {@link clearProblem}). Other failures do not replace it.
 */
export function showProblem(failure: string, error: unknown): void {
  clearProblem(failure);
  const { message, hint } = toProblem(error);
  const text = el('div', {}, el('strong', {}, failure), ' ', message, hint ? ` ${hint}` : '');
  const element = el('div', { class: 'notice' }, text);
  element.dataset.failure = failure;
  element.append(button('Dismiss', { class: 'button quiet' }, () => removeKeepingFocus(element, byId('documents'))));
  notices.append(element);
}

/** Removes the notice of a failure, because the action has succeeded meanwhile. */
export function clearProblem(failure: string): void {
  for (const child of [...notices.children]) if ((child as HTMLElement).dataset.failure === failure) child.remove();
}

/** Announces a result to screen readers. They read each line that is added. */
export function announce(text: string): void {
  announcements.append(el('p', {}, text));
  while (announcements.children.length > MAX_ANNOUNCEMENTS) announcements.firstElementChild?.remove();
}

/** Converts anything that was thrown to a problem. */
export function toProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(String(error));
}

/** Removes an entry of a list and moves the focus to its neighbor, or to `fallback` if it was the last one. */
export function removeKeepingFocus(entry: Element, fallback: HTMLElement): void {
  const neighbor = entry.nextElementSibling ?? entry.previousElementSibling;
  const hadFocus = entry.contains(document.activeElement);
  entry.remove();
  if (hadFocus) (neighbor?.querySelector<HTMLElement>('button:last-of-type') ?? fallback).focus();
}
