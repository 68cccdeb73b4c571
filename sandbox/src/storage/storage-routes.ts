import { toProductCase } from '../api/products.js';
import { readUpload } from '../api/requests.js';
import type { Operation, OperationHandler, Route } from '../api/router.js';
import { ApiError } from '../http/error-response.js';
import { emptyResponse, fileResponse, type HttpResponse, jsonResponse } from '../http/response.js';
import type { StorageEntry } from './storage.js';
import { getBaseName, joinPath, toCanonicalPath } from './storage-path.js';

/** The storage operations are the same for every product: `/v4.0/words/storage/…`, `/v3.0/slides/storage/…`, … */
const BASE = '/{version}/{product}/storage';

export const STORAGE_ROUTES: readonly Route[] = [
  { operation: 'UploadFile', method: 'PUT', pattern: `${BASE}/file/{*path}`, handler: uploadFile },
  { operation: 'DownloadFile', method: 'GET', pattern: `${BASE}/file/{*path}`, handler: downloadFile },
  { operation: 'DeleteFile', method: 'DELETE', pattern: `${BASE}/file/{*path}`, handler: deleteFile },
  {
    operation: 'CopyFile',
    method: 'PUT',
    pattern: `${BASE}/file/copy/{*source}`,
    handler: (o) => transferFile(o, false),
  },
  {
    operation: 'MoveFile',
    method: 'PUT',
    pattern: `${BASE}/file/move/{*source}`,
    handler: (o) => transferFile(o, true),
  },
  { operation: 'GetFilesList', method: 'GET', pattern: `${BASE}/folder/{*path}`, handler: listFolder },
  { operation: 'CreateFolder', method: 'PUT', pattern: `${BASE}/folder/{*path}`, handler: createFolder },
  { operation: 'DeleteFolder', method: 'DELETE', pattern: `${BASE}/folder/{*path}`, handler: deleteFolder },
  {
    operation: 'CopyFolder',
    method: 'PUT',
    pattern: `${BASE}/folder/copy/{*source}`,
    handler: (o) => transferFolder(o, false),
  },
  {
    operation: 'MoveFolder',
    method: 'PUT',
    pattern: `${BASE}/folder/move/{*source}`,
    handler: (o) => transferFolder(o, true),
  },
  { operation: 'ObjectExists', method: 'GET', pattern: `${BASE}/exist/{*path}`, handler: objectExists },
  { operation: 'StorageExists', method: 'GET', pattern: `${BASE}/{storageName}/exist`, handler: storageExists },
  { operation: 'GetDiscUsage', method: 'GET', pattern: `${BASE}/disc`, handler: getDiscUsage },
  { operation: 'GetFileVersions', method: 'GET', pattern: `${BASE}/version/{*path}`, handler: listVersions },
];

/** Aspose.HTML has the same operations, with the path in the query and at addresses of its own. */
export const HTML_STORAGE_ROUTES: readonly Route[] = [
  atQueryPath('UploadFile', 'POST', 'file', uploadIntoFolder),
  atQueryPath('DownloadFile', 'GET', 'file', downloadFile),
  atQueryPath('DeleteFile', 'DELETE', 'file', deleteFile),
  atQueryPath('GetFilesList', 'GET', 'folder', listFolder),
  atQueryPath('CreateFolder', 'POST', 'folder', createFolder),
  atQueryPath('DeleteFolder', 'DELETE', 'folder', deleteFolder),
  atQueryPath('ObjectExists', 'GET', 'storage/exist', objectExists),
  atQueryPath('StorageExists', 'GET', 'storage/exist/storage', storageExists),
  atQueryPath('GetDiscUsage', 'GET', 'storage/disc/usage', getDiscUsage),
];

function atQueryPath(operation: string, method: string, address: string, handler: OperationHandler): Route {
  return {
    operation,
    method,
    pattern: `/{version}/html/${address}`,
    handler: (request) => {
      const path = toCanonicalPath(request.query.get('path') ?? '');
      return handler({ ...request, path: { path, storageName: request.query.get('storageName') ?? '' } });
    },
  };
}

async function uploadFile(operation: Operation) {
  const { content, filename } = await readUpload(operation);
  const storage = operation.getStorage();
  const requested = operation.path.path ?? '';
  // If the path is a folder, the service uses the file name of the multipart body.
  const path = storage.isFolder(requested) && filename ? joinPath(requested, filename) : requested;
  storage.write(path, content);
  return productResponse(operation, { Uploaded: [getBaseName(path)], Errors: [] });
}

/** The path is that of a folder; the multipart body has the name of the file. */
async function uploadIntoFolder(operation: Operation) {
  const { content, filename } = await readUpload(operation);
  if (!filename) throw new ApiError(400, 'The body must be multipart, with a file that has a name.');
  operation.getStorage().write(joinPath(operation.path.path, getBaseName(toCanonicalPath(filename))), content);
  return productResponse(operation, { Uploaded: [filename], Errors: [] });
}

function downloadFile({ path, query, getStorage }: Operation) {
  const file = getStorage().read(path.path ?? '', query.get('versionId'));
  return fileResponse(file.content, 'application/octet-stream');
}

function deleteFile({ path, query, getStorage }: Operation) {
  getStorage().remove(path.path ?? '', query.get('versionId'));
  return emptyResponse();
}

function transferFile(operation: Operation, isMove: boolean) {
  const { source, from, to, destination } = parseTransfer(operation);
  const { content } = from.read(source, operation.query.get('versionId'));
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
  const folders = from.listFolders(source);
  const files = from.listFiles(source).map((path) => ({ path, ...from.read(path) }));
  to.createFolder(destination);
  for (const path of folders) to.createFolder(joinPath(destination, path.slice(source.length)));
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

function listFolder(operation: Operation) {
  const entries = operation.getStorage().list(operation.path.path ?? '');
  return productResponse(operation, { Value: entries.map(toEntryModel) });
}

function createFolder({ path, getStorage }: Operation) {
  getStorage().createFolder(path.path ?? '');
  return emptyResponse();
}

/** A folder that does not exist counts as deleted: the official test suites of two products rely on it. */
function deleteFolder({ path, query, getStorage }: Operation) {
  const storage = getStorage();
  const folder = path.path ?? '';
  if (storage.isFolder(folder)) storage.removeFolder(folder, query.get('recursive')?.toLowerCase() === 'true');
  else if (storage.locate(folder) !== undefined) throw new ApiError(400, `'${folder}' is a file.`);
  return emptyResponse();
}

function objectExists(operation: Operation) {
  const storage = operation.getStorage();
  const path = operation.path.path ?? '';
  const versionId = operation.query.get('versionId');
  const isFolder = storage.isFolder(path);
  return productResponse(operation, { Exists: isFolder || storage.hasFile(path, versionId), IsFolder: isFolder });
}

/** Any name can be used, but a storage exists only if something was written to it, or if an option names it. */
function storageExists(operation: Operation) {
  const name = operation.path.storageName ?? '';
  const exists = operation.settings.storageNames.includes(name) || operation.hasStorage(name);
  return productResponse(operation, { Exists: exists });
}

function getDiscUsage(operation: Operation) {
  const { usedBytes, totalBytes } = operation.getStorage().getUsage();
  return productResponse(operation, { UsedSize: usedBytes, TotalSize: totalBytes });
}

/** The sandbox keeps the latest version only. */
function listVersions(operation: Operation) {
  const storage = operation.getStorage();
  const entry = storage.getFileEntry(operation.path.path ?? '');
  return productResponse(operation, {
    Value: [{ VersionId: entry.versionId, IsLatest: true, ...toEntryModel(entry) }],
  });
}

function productResponse({ product }: Operation, value: unknown): HttpResponse {
  return jsonResponse(200, toProductCase(product, value));
}

/** Paths of folders end with a slash. */
function toEntryModel({ path, isFolder, size, modifiedAt }: StorageEntry) {
  return {
    Name: getBaseName(path),
    IsFolder: isFolder,
    ModifiedDate: new Date(modifiedAt).toISOString(),
    Size: size,
    Path: isFolder ? `/${path}/` : `/${path}`,
  };
}
