import { randomUUID } from 'node:crypto';
import { getBaseName, getParent } from '../storage/storage-path.js';

/** `DocumentResponse` for a document in the storage, with all links that the documentation shows. */
export function toDocumentResponse(path: string, url: string) {
  return {
    Document: {
      Links: [{ Href: path, Rel: 'self' }, ...createAlternateLinks(path, url)],
      FileName: getBaseName(path),
      SourceFormat: getSourceFormat(path),
      IsEncrypted: false,
      IsSigned: false,
      DocumentProperties: { link: { Href: createHref(path, url, '/documentProperties'), Rel: 'self' } },
    },
    RequestId: randomUUID(),
  };
}

/** `SaveResponse` for a document that was saved in another format. */
export function toSaveResponse(source: string, destination: string) {
  return {
    SaveResult: {
      SourceDocument: { Href: source, Rel: 'self', Type: null, Title: null },
      DestDocument: { Href: destination, Rel: 'saved', Type: null, Title: null },
      AdditionalItems: [],
    },
    RequestId: randomUUID(),
    Code: 200,
    Status: 'OK',
  };
}

function createAlternateLinks(path: string, url: string) {
  return [...FORMATS].map(([format, type]) => ({
    Href: createHref(path, url, '', { format }),
    Rel: 'alternate',
    Type: type,
    Title: `Download as ${format.toUpperCase()}`,
  }));
}

/** Creates a link to this sandbox, with the document's folder. */
function createHref(path: string, url: string, resource: string, query: Record<string, string> = {}): string {
  const folder = getParent(path);
  const search = new URLSearchParams({ ...query, ...(folder && { folder }) }).toString();
  return `${url}/v4.0/words/${encodeURIComponent(getBaseName(path))}${resource}${search && `?${search}`}`;
}

/** Returns the `SourceFormat` of a document by its extension, such as `Docx`. */
function getSourceFormat(name: string): string {
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
