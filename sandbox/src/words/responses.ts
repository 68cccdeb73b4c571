import { randomUUID } from 'node:crypto';
import { getBaseName, getParent } from '../storage/storage-path.js';
import { FORMATS, getSourceFormat } from './formats.js';

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
