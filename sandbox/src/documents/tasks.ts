import { appendDocuments } from '../docx/append.js';
import { openDocx } from '../docx/docx.js';
import { createEmptyDocx } from '../docx/empty-docx.js';
import { convertDocx } from './conversion.js';
import type { TargetFormat } from './target-formats.js';

/** What a worker does with documents. All bytes come from outside and may be hostile. */
export interface DocumentTasks {
  /** Rejects a document that is not a readable .docx. */
  check: (input: { document: Uint8Array }) => Promise<Uint8Array>;
  convert: (input: { document: Uint8Array; format: TargetFormat }) => Promise<Uint8Array>;
  create: (input: Record<string, never>) => Promise<Uint8Array>;
  append: (input: { base: Uint8Array; others: readonly Uint8Array[] }) => Promise<Uint8Array>;
}

export const TASKS: DocumentTasks = {
  check: ({ document }) => {
    openDocx(toBuffer(document));
    return Promise.resolve(new Uint8Array());
  },
  convert: ({ document, format }) => convertDocx(toBuffer(document), format),
  create: createEmptyDocx,
  append: ({ base, others }) => appendDocuments(toBuffer(base), others.map(toBuffer)),
};

/** Bytes lose their class on the way between threads. */
function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
