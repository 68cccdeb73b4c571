import JSZip from 'jszip';
import mammoth from 'mammoth';

export const readText = async (docx: Buffer): Promise<string> => (await mammoth.extractRawText({ buffer: docx })).value;
export const readHtml = async (docx: Buffer): Promise<string> => (await mammoth.convertToHtml({ buffer: docx })).value;
export const readPart = async (docx: Buffer, part: string): Promise<string> =>
  (await JSZip.loadAsync(docx)).file(part)!.async('string');

/** Rewrites one part of a package, for documents the generator cannot make. */
export async function edit(docx: Buffer, edits: Record<string, (xml: string) => string | undefined>): Promise<Buffer> {
  const zip = await JSZip.loadAsync(docx);
  for (const [part, change] of Object.entries(edits)) {
    const changed = change((await zip.file(part)?.async('string')) ?? '');
    if (changed === undefined) zip.remove(part);
    else zip.file(part, changed);
  }
  return zip.generateAsync({ type: 'nodebuffer' });
}
