import type { Problem } from '../../errors/problem.js';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** A failure as a page, for a frame shows its answer whatever the status says. */
export function problemPage({ message, hint }: Problem): string {
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>No preview</title>',
    '<body style="font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem">',
    `<h1 style="font-size: 1.25rem">There is no preview</h1><p>${escaped(message)}</p>`,
    hint ? `<p>${escaped(hint)}</p>` : '',
    '</body></html>',
  ].join('');
}
