import { ApiError } from '../http/error-response.js';
import { emptyResponse, fileResponse, jsonResponse } from '../http/response.js';
import type { StorageEntry } from '../storage/storage.js';
import { getBaseName, joinPath, toCanonicalPath } from '../storage/storage-path.js';
import { readUpload } from './requests.js';
import type { Operation, Route } from './router.js';

/** The storage operations are the same for every product: `/v4.0/words/storage/…`, `/v3.0/slides/storage/…`, … */
const BASE = '/{version}/{product}/storage';

export const STORAGE_ROUTES: readonly Route[] = [
  { method: 'PUT', pattern: `${BASE}/file/copy/{*source}`, handler: (o) => transferFile(o, false) },
  { method: 'PUT', pattern: `${BASE}/file/move/{*source}`, handler: (o) => transferFile(o, true) },
  { method: 'PUT', pattern: `${BASE}/file/{*path}`, handler: uploadFile },
  { method: 'GET', pattern: `${BASE}/file/{*path}`, handler: downloadFile },
  { method: 'DELETE', pattern: `${BASE}/file/{*path}`, handler: deleteFile },
  { method: 'PUT', pattern: `${BASE}/folder/copy/{*source}`, handler: (o) => transferFolder(o, false) },
  { method: 'PUT', pattern: `${BASE}/folder/move/{*source}`, handler: (o) => transferFolder(o, true) },
  { method: 'GET', pattern: `${BASE}/folder/{*path}`, handler: listFolder },
  { method: 'PUT', pattern: `${BASE}/folder/{*path}`, handler: createFolder },
  { method: 'DELETE', pattern: `${BASE}/folder/{*path}`, handler: deleteFolder },
];

async function uploadFile(operation: Operation) {
  const { content, filename } = await readUpload(operation);
  const storage = operation.getStorage();
  const requested = operation.path.path ?? '';
  // If the path is a folder, the service uses the file name of the multipart body.
  const path = storage.isFolder(requested) && filename ? joinPath(requested, filename) : requested;
  storage.write(path, content);
  return jsonResponse(200, { Uploaded: [getBaseName(path)], Errors: [] });
}

function downloadFile({ path, getStorage }: Operation) {
  return fileResponse(getStorage().read(path.path ?? '').content, 'application/octet-stream');
}

function deleteFile({ path, getStorage }: Operation) {
  getStorage().remove(path.path ?? '');
  return emptyResponse();
}

function transferFile(operation: Operation, isMove: boolean) {
  const { source, from, to, destination } = parseTransfer(operation);
  const { content } = from.read(source);
  const located = from.locate(source) ?? source;
  if (from === to && located === destination) return emptyResponse();
  to.write(destination, content);
  if (isMove) from.remove(located);
  return emptyResponse();
}

function transferFolder(operation: Operation, isMove: boolean) {
  const { source, from, to, destination } = parseTransfer(operation);
  if (from === to && `${destination}/`.startsWith(`${source}/`)) {
    throw new ApiError(400, 'A folder cannot be copied or moved into itself.');
  }
  const files = from.listFiles(source).map((path) => ({ path, ...from.read(path) }));
  to.createFolder(destination);
  for (const { path, content } of files) to.write(joinPath(destination, path.slice(source.length)), content);
  if (isMove) from.removeFolder(source, true);
  return emptyResponse();
}

function parseTransfer({ path, query, getStorage }: Operation) {
  const destination = toCanonicalPath(query.get('destPath') ?? '');
  if (destination === '') throw new ApiError(400, 'The query parameter destPath is required.');
  return {
    source: path.source ?? '',
    from: getStorage('srcStorageName'),
    to: getStorage('destStorageName'),
    destination,
  };
}

function listFolder({ path, getStorage }: Operation) {
  const entries = getStorage().list(path.path ?? '');
  return jsonResponse(200, { Value: entries.map(toEntryModel) });
}

function createFolder({ path, getStorage }: Operation) {
  getStorage().createFolder(path.path ?? '');
  return emptyResponse();
}

function deleteFolder({ path, query, getStorage }: Operation) {
  getStorage().removeFolder(path.path ?? '', query.get('recursive')?.toLowerCase() === 'true');
  return emptyResponse();
}

function toEntryModel({ path, isFolder, size, modifiedAt }: StorageEntry) {
  return {
    Name: getBaseName(path),
    IsFolder: isFolder,
    ModifiedDate: new Date(modifiedAt).toISOString(),
    Size: size,
    Path: `/${path}`,
  };
}
