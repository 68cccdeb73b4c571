/** File systems behind a storage end at 255 bytes; this leaves room for what a service adds. */
const MAX_BYTES = 240;

/** One spelling for each name: macOS writes Ü as two characters, others as one, and both mean the same document. */
export const canonicalName = (name: string): string => name.normalize('NFC');

/** What is wrong with a document's name, in the words that follow it; `undefined` where nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'is empty';
  if (/[/\\]/.test(name)) return 'contains a path separator; documents have no folders here';
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return 'contains a control character';
  if (/[\p{Surrogate}\uFFFD]/u.test(name)) return 'is not well-formed; send it as UTF-8';
  if (name === '.' || name === '..') return 'is no file name';
  if (Buffer.byteLength(name) > MAX_BYTES) return `is longer than ${MAX_BYTES} bytes in UTF-8`;
  return undefined;
}

/** True for the one kind of document that the desk keeps. */
export const isDocxName = (name: string): boolean => /.\.docx$/i.test(name);
