import { openDocx } from '../docx/docx.js';
import { DocxError } from '../docx/docx-error.js';
import { ApiError } from '../http/error-response.js';
import type { SandboxLibraries } from '../libraries.js';
import { Content } from '../storage/content.js';
import { FORMATS } from './responses.js';

/** A converted document. */
export interface Converted {
  content: Content;
  contentType: string;
}

type Converter = (bytes: Buffer, libraries: SandboxLibraries) => Promise<Buffer>;

const CONVERTERS: Record<string, Converter> = {
  docx: (bytes) => Promise.resolve(bytes),
  txt: async (bytes, { mammoth }) => Buffer.from((await mammoth.extractRawText({ buffer: bytes })).value),
  html: async (bytes, { mammoth }) => Buffer.from(htmlPage((await mammoth.convertToHtml({ buffer: bytes })).value)),
};

/** Turns a .docx into another format, or refuses honestly. */
export async function convert(source: Content, format: string, libraries: SandboxLibraries): Promise<Converted> {
  const name = format.toLowerCase();
  const type = FORMATS.get(name);
  const can = Object.keys(CONVERTERS).join(', ');
  if (type === undefined)
    throw new ApiError(400, `'${format}' is no format of Aspose.Words. The sandbox makes ${can}.`);
  const converter = CONVERTERS[name];
  if (!converter) {
    throw new ApiError(501, `The sandbox cannot make ${name}: it turns docx into ${can} only. Aspose Cloud can.`);
  }
  const bytes = source.bytes();
  await openDocx(bytes, libraries); // one judgement, whatever the format, of what a readable document is
  const contentType = type.startsWith('text/') ? `${type}; charset=utf-8` : type;
  return { content: new Content([await run(converter, bytes, libraries)]), contentType };
}

async function run(converter: Converter, bytes: Buffer, libraries: SandboxLibraries): Promise<Buffer> {
  try {
    return await converter(bytes, libraries);
  } catch (cause) {
    throw new DocxError('corrupt', 'The document cannot be read.', { cause });
  }
}

function htmlPage(body: string): string {
  return `<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>${body}</body>\n</html>\n`;
}
