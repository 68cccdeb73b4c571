import mammoth from 'mammoth';
import { openDocx } from '../docx/docx.js';
import { DocxError } from '../docx/docx-error.js';
import { ApiError } from '../http/error-response.js';
import { Content } from '../storage/content.js';
import { FORMATS } from './responses.js';

export interface ConvertedDocument {
  content: Content;
  contentType: string;
}

/** Converts a .docx. Throws 400 for an unknown format, and 501 for a format that only Aspose Cloud can create. */
export async function convert(source: Content, format: string): Promise<ConvertedDocument> {
  const name = format.toLowerCase();
  const type = FORMATS.get(name);
  const supported = Object.keys(CONVERTERS).join(', ');
  if (type === undefined) {
    throw new ApiError(400, `'${format}' is not a format of Aspose.Words. The sandbox supports ${supported}.`);
  }
  const converter = CONVERTERS[name];
  if (!converter) {
    throw new ApiError(501, `The sandbox cannot create ${name}. It converts docx to ${supported} only.`);
  }
  const bytes = source.bytes();
  await openDocx(bytes); // so that a corrupt document is reported in the same way for every format
  const contentType = type.startsWith('text/') ? `${type}; charset=utf-8` : type;
  return { content: new Content([await run(converter, bytes)]), contentType };
}

type Converter = (bytes: Buffer) => Promise<Buffer>;

const CONVERTERS: Record<string, Converter> = {
  docx: (bytes) => Promise.resolve(bytes),
  txt: async (bytes) => Buffer.from((await mammoth.extractRawText({ buffer: bytes })).value),
  html: async (bytes) => Buffer.from(createHtmlPage((await mammoth.convertToHtml({ buffer: bytes })).value)),
};

async function run(converter: Converter, bytes: Buffer): Promise<Buffer> {
  try {
    return await converter(bytes);
  } catch (cause) {
    throw new DocxError('corrupt', 'The document cannot be read.', { cause });
  }
}

function createHtmlPage(body: string): string {
  return `<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>${body}</body>\n</html>\n`;
}
