import mammoth from 'mammoth';
import { openDocx } from '../docx/docx.js';
import { DocxError } from '../docx/docx-error.js';
import { unzip, zip } from '../docx/zip.js';
import type { TargetFormat } from './target-formats.js';

export async function convertDocx(bytes: Buffer, format: TargetFormat): Promise<Buffer> {
  openDocx(bytes); // so that a bad document is reported in the same way for every format
  if (format === 'docx') return bytes;
  // The converter gets only what was checked: it reads sizes from the archive in its own way.
  const checked = await zip(unzip(bytes), 'STORE');
  try {
    return Buffer.from(await convertChecked(checked, format));
  } catch (cause) {
    throw new DocxError('corrupt', 'The document cannot be read.', { cause });
  }
}

async function convertChecked(buffer: Buffer, format: 'txt' | 'html'): Promise<string> {
  // A picture can link to a file or an address outside the document. The converter must not read it.
  const options = { externalFileAccess: false };
  if (format === 'txt') return (await mammoth.extractRawText({ buffer })).value;
  return createHtmlPage((await mammoth.convertToHtml({ buffer }, options)).value);
}

function createHtmlPage(body: string): string {
  return `<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>${body}</body>\n</html>\n`;
}
