/** Control characters, line and paragraph separators, and characters that change the direction of text. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Makes one line of a text that others wrote, such as an account's name, or the message of a store or a server. It can then not
 * end a line of a log, control a terminal, or show something else than it says.
 *
 * @example
 * ```ts
 * logger.warn(toOneLine(`the store failed: ${error.message}`));
 * ```
 */
export function toOneLine(text: string): string {
  return text.replace(UNSAFE, ' ');
}
