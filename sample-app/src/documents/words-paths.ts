// Shared by all services and controllers that address documents at Aspose.

/** The document desk has its own folder, so that it neither shows nor deletes other files of the account. */
export const DESK_FOLDER = 'document-desk';

const WORDS = '/v4.0/words';

/** Path of a document from the root of the storage. */
export function toStoragePath(name: string): string {
  return `${DESK_FOLDER}/${name}`;
}

/** URL of operations on the stored file: upload, download, delete. */
export function toFileUrl(name: string): string {
  return `${WORDS}/storage/file/${DESK_FOLDER}/${encodeURIComponent(name)}`;
}

/** URL of operations on the content: convert, append. They take the folder as a query parameter. */
export function toDocumentUrl(name: string, operation = ''): string {
  return `${WORDS}/${encodeURIComponent(name)}${operation}`;
}
