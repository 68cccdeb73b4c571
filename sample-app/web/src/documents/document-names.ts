/** The server has the same limit. */
const MAX_BYTES = 240;

/** Returns what is wrong with the name of a document and how it must be, or `undefined` if it is valid. */
export function findNameProblem(name: string): string | undefined {
  if (name === '') return 'Enter a name.';
  if (/[/\\]/.test(name)) return 'The name must not contain / or \\, because there are no folders.';
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}\uFFFD]/u.test(name)) return 'The name contains an invisible character.';
  if (!/.\.docx$/i.test(name)) return 'The name must end in .docx.';
  return new TextEncoder().encode(name).length > MAX_BYTES ? 'The name is too long.' : undefined;
}

/** Converts typed text to the form in which the server stores names. */
export function toDocumentName(text: string): string {
  return text.trim().normalize('NFC');
}
