/** C0 and C1 control characters, line and paragraph separators, and characters that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Replaces characters by which text of others (an account's name, the message of a store) could end a line of a log, control a
 * terminal, or show something else than it says.
 *
 * @returns The text with `\n` and the like, or `\u001b`, in their place.
 *
 * @example
 * ```ts
 * logger.warn(`the store failed: ${escapeControlCharacters(error.message)}`);
 * ```
 */
export function escapeControlCharacters(text: string): string {
  return text.replace(UNSAFE, (character) => ESCAPES[character] ?? toUnicodeEscape(character));
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const toUnicodeEscape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
