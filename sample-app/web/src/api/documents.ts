import { ask } from './ask.js';
import { noAnswer } from './problem.js';

/** A document as the desk lists it. */
export interface StoredDocument {
  readonly name: string;
  readonly size?: number;
  readonly modifiedAt?: string;
}

export const pathOf = (name: string): string => `/documents/${encodeURIComponent(name)}`;

/** Newest first. */
export async function listDocuments(): Promise<StoredDocument[]> {
  const found = (await (await ask('/documents')).json()) as StoredDocument[];
  return found.sort((a, b) => (b.modifiedAt ?? '').localeCompare(a.modifiedAt ?? '') || a.name.localeCompare(b.name));
}

export async function appendDocument(name: string, source: string, target: string): Promise<void> {
  await ask(`${pathOf(name)}/append`, 'POST', target === name ? { source } : { source, target });
}

export async function deleteDocument(name: string): Promise<void> {
  await ask(pathOf(name), 'DELETE');
}

/** An answer may break off after it has begun. */
const whole = (answer: Response): Promise<Blob> =>
  answer.blob().catch(() => {
    throw noAnswer();
  });

/** The document in a format, saved by the browser. It is fetched first, so that a failure is told and not saved. */
export async function saveDocument(name: string, format: string): Promise<void> {
  const answer = await ask(format === 'docx' ? pathOf(name) : `${pathOf(name)}?format=${format}`);
  const address = URL.createObjectURL(await whole(answer));
  const link = document.createElement('a');
  link.href = address;
  link.download = name.replace(/docx$/i, format);
  link.click();
  // The browser has begun to save it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
