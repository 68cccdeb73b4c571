import type { DocumentEngine } from '../documents/document-engine.js';
import { TARGET_FORMATS, type TargetFormat } from '../documents/target-formats.js';
import { ApiError } from '../http/error-response.js';
import type { Content } from '../storage/content.js';

export interface ConvertedDocument {
  content: Content;
  contentType: string;
}

/** Converts a .docx. Throws 400 for an unknown format, and 501 for a format that only Aspose Cloud can create. */
export async function convert(documents: DocumentEngine, source: Content, format: string): Promise<ConvertedDocument> {
  const name = resolveAlias(format);
  const type = FORMATS.get(name) ?? OTHER_FORMATS.get(name);
  const supported = TARGET_FORMATS.join(', ');
  if (type === undefined) {
    throw new ApiError(400, `'${format}' is not a format of Aspose.Words. The sandbox supports ${supported}.`);
  }
  if (!isTargetFormat(name)) {
    throw new ApiError(501, `The sandbox cannot create ${name}. It converts docx to ${supported} only.`);
  }
  const contentType = type.startsWith('text/') ? `${type}; charset=utf-8` : type;
  return { content: await documents.convert(source, name), contentType };
}

function isTargetFormat(name: string): name is TargetFormat {
  return (TARGET_FORMATS as readonly string[]).includes(name);
}

/** Other names of formats that the official test suite of the Words SDK uses. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['text', 'txt'],
  ['htm', 'html'],
  ['jpg', 'jpeg'],
  ['tif', 'tiff'],
  ['mht', 'mhtml'],
  ['fopc', 'flatopc'],
  ['wordml', 'wml'],
]);

function resolveAlias(format: string): string {
  const name = format.toLowerCase();
  return ALIASES.get(name) ?? name;
}

/** Returns the `SourceFormat` of a document by its extension, such as `Docx`. */
export function getSourceFormat(name: string): string {
  const extension = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!FORMATS.has(extension)) return 'Unknown';
  return extension.charAt(0).toUpperCase() + extension.slice(1);
}

/** The formats of Aspose.Words and their media types, in the order of the documentation. */
export const FORMATS: ReadonlyMap<string, string> = new Map([
  ['doc', 'application/msword'],
  ['dot', 'application/msword'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['docm', 'application/vnd.ms-word.document.macroEnabled.12'],
  ['dotx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.template'],
  ['dotm', 'application/vnd.ms-word.template.macroEnabled.12'],
  ['flatopc', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['rtf', 'application/rtf'],
  ['wml', 'text/xml'],
  ['odt', 'application/vnd.oasis.opendocument.text'],
  ['ott', 'application/vnd.oasis.opendocument.text-template'],
  ['txt', 'text/plain'],
  ['mhtml', 'multipart/related'],
  ['epub', 'application/epub+zip'],
  ['pdf', 'application/pdf'],
  ['xps', 'application/vnd.ms-xpsdocument'],
  ['tiff', 'image/tiff'],
  ['png', 'image/png'],
  ['jpeg', 'image/jpeg'],
  ['bmp', 'image/bmp'],
  ['gif', 'image/gif'],
  ['svg', 'image/svg+xml'],
  ['html', 'text/html'],
  ['htmlfixed', 'text/html'],
  ['pcl', 'application/x-pcl'],
]);

/** Formats that the links of a document do not name. */
const OTHER_FORMATS: ReadonlyMap<string, string> = new Map([
  ['md', 'text/markdown'],
  ['ps', 'application/postscript'],
  ['emf', 'image/emf'],
  ['eps', 'image/eps'],
  ['webp', 'image/webp'],
  ['openxps', 'application/oxps'],
  ['xamlfixed', 'application/xaml+xml'],
  ['xamlflow', 'application/xaml+xml'],
  ['xamlflowpack', 'application/xaml+xml'],
  ['swf', 'application/x-shockwave-flash'],
  ['azw3', 'application/vnd.amazon.ebook'],
  ['mobi', 'application/x-mobipocket-ebook'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
]);
