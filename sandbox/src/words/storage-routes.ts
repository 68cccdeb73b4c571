import { ApiError } from '../http/error-response.js';
import { bytes, empty, json } from '../http/response.js';
import type { StorageEntry } from '../storage/storage.js';
import { baseNameOf, canonicalPath, joinPath } from '../storage/storage-path.js';
import { readUpload } from './requests.js';
import type { Operation, OperationHandler, Route } from './router.js';

/** The storage operations are the same for every product: `/v4.0/words/storage/…`, `/v3.0/slides/storage/…`, … */
const BASE = '/{version}/{product}/storage';

export const STORAGE_ROUTES: readonly Route<OperationHandler>[] = [
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
  const storage = operation.storage();
  const named = operation.path.path ?? '';
  // A path that is a folder takes the name of the multipart file, as the service does.
  const path = storage.isFolder(named) && filename ? joinPath(named, filename) : named;
  storage.write(path, content);
  return json(200, { Uploaded: [baseNameOf(path)], Errors: [] });
}

function downloadFile({ path, storage }: Operation) {
  return bytes(storage().read(path.path ?? '').content, 'application/octet-stream');
}

function deleteFile({ path, storage }: Operation) {
  storage().remove(path.path ?? '');
  return empty();
}

function transferFile(operation: Operation, isMove: boolean) {
  const { source, from, to, destination } = transferOf(operation);
  const { content } = from.read(source);
  const found = from.locate(source) ?? source;
  if (from === to && found === destination) return empty();
  to.write(destination, content);
  if (isMove) from.remove(found);
  return empty();
}

function transferFolder(operation: Operation, isMove: boolean) {
  const { source, from, to, destination } = transferOf(operation);
  if (from === to && `${destination}/`.startsWith(`${source}/`)) {
    throw new ApiError(400, 'A folder cannot be copied or moved into itself.');
  }
  const files = from.filesIn(source).map((path) => ({ path, ...from.read(path) }));
  to.makeFolder(destination);
  for (const { path, content } of files) to.write(joinPath(destination, path.slice(source.length)), content);
  if (isMove) from.removeFolder(source, true);
  return empty();
}

function transferOf({ path, query, storage }: Operation) {
  const destination = canonicalPath(query.get('destPath') ?? '');
  if (destination === '') throw new ApiError(400, 'The query parameter destPath is required.');
  return { source: path.source ?? '', from: storage('srcStorageName'), to: storage('destStorageName'), destination };
}

function listFolder({ path, storage }: Operation) {
  return json(200, {
    Value: storage()
      .list(path.path ?? '')
      .map(entryModel),
  });
}

function createFolder({ path, storage }: Operation) {
  storage().makeFolder(path.path ?? '');
  return empty();
}

function deleteFolder({ path, query, storage }: Operation) {
  storage().removeFolder(path.path ?? '', query.get('recursive')?.toLowerCase() === 'true');
  return empty();
}

function entryModel({ path, isFolder, size, modifiedAt }: StorageEntry) {
  return {
    Name: baseNameOf(path),
    IsFolder: isFolder,
    ModifiedDate: new Date(modifiedAt).toISOString(),
    Size: size,
    Path: `/${path}`,
  };
}
