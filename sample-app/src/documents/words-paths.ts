/** The desk keeps to a folder of its own, so that it neither shows nor deletes other files of the account. */
export const DESK_FOLDER = 'document-desk';

const WORDS = '/v4.0/words';

/** Path of a document from the root of the storage. */
export const storagePath = (name: string): string => `${DESK_FOLDER}/${name}`;

/** Operations on the file as it is: upload, download, delete. */
export const filePath = (name: string): string => `${WORDS}/storage/file/${DESK_FOLDER}/${encodeURIComponent(name)}`;

/** Operations on the content: convert, append. They take the folder as a query parameter. */
export const documentPath = (name: string, operation = ''): string =>
  `${WORDS}/${encodeURIComponent(name)}${operation}`;
