import { randomUUID } from 'node:crypto';
import { baseNameOf, parentOf } from '../storage/storage-path.js';

/** A link of the Words API. */
export interface Link {
  Href: string;
  Rel: string;
  Type?: string;
  Title?: string;
}

/** `DocumentResponse` of a document in the storage, with all the links the documentation shows. */
export function documentResponse(path: string, url: string) {
  return {
    Document: {
      Links: [{ Href: path, Rel: 'self' }, ...alternates(path, url)],
      FileName: baseNameOf(path),
      SourceFormat: sourceFormatOf(path),
      IsEncrypted: false,
      IsSigned: false,
      DocumentProperties: { link: { Href: hrefOf(path, url, '/documentProperties'), Rel: 'self' } },
    },
    RequestId: randomUUID(),
  };
}

/** `SaveResponse` of a document that was saved in another format. */
export function saveResponse(source: string, destination: string) {
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

function alternates(path: string, url: string): Link[] {
  return [...FORMATS].map(([format, type]) => ({
    Href: hrefOf(path, url, '', { format }),
    Rel: 'alternate',
    Type: type,
    Title: `Download as ${format.toUpperCase()}`,
  }));
}

/** Links lead back to this sandbox, into the right folder. */
function hrefOf(path: string, url: string, resource: string, query: Record<string, string> = {}): string {
  const folder = parentOf(path);
  const search = new URLSearchParams({ ...query, ...(folder && { folder }) }).toString();
  return `${url}/v4.0/words/${encodeURIComponent(baseNameOf(path))}${resource}${search && `?${search}`}`;
}

/** The formats a document is offered in, with their media types: the list the documentation shows, in its order. */
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

/** `SourceFormat` of a document: by its extension, as in `Docx`. */
export function sourceFormatOf(name: string): string {
  const extension = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!FORMATS.has(extension)) return 'Unknown';
  return extension.charAt(0).toUpperCase() + extension.slice(1);
}
