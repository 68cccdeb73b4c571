import { randomUUID } from 'node:crypto';
import { appendDocuments } from '../docx/append.js';
import { openDocx } from '../docx/docx.js';
import { ApiError } from '../http/error-response.js';
import { readBody } from '../http/request.js';
import { bytes, empty, json, type Reply } from '../http/response.js';
import { Content } from '../storage/content.js';
import type { Storage } from '../storage/storage.js';
import { canonicalPath, joinPath } from '../storage/storage-path.js';
import { type Converted, convert } from './conversion.js';
import { readAppendEntries, readSaveOptions, readUpload } from './requests.js';
import { documentResponse, saveResponse } from './responses.js';
import type { Operation, OperationHandler, Route } from './router.js';

const BASE = '/v4.0/words';

export const DOCUMENT_ROUTES: readonly Route<OperationHandler>[] = [
  { method: 'GET', pattern: `${BASE}/info`, handler: info },
  { method: 'GET', pattern: '/v3.0/slides/info', handler: slidesInfo },
  { method: 'PUT', pattern: `${BASE}/convert`, handler: convertUpload },
  { method: 'PUT', pattern: `${BASE}/{name}/appendDocument`, handler: appendDocument },
  { method: 'PUT', pattern: `${BASE}/{name}/saveAs`, handler: saveAs },
  { method: 'POST', pattern: `${BASE}/{name}/saveAs`, handler: saveAs }, // of the older documentation
  { method: 'GET', pattern: `${BASE}/{name}`, handler: getDocument },
];

function info() {
  return json(200, {
    Name: 'Aspose.Words for Cloud, emulated by the sandbox of nestjs-aspose-auth',
    Version: '4.0',
    AdditionalInfo: [],
    RequestId: randomUUID(),
  });
}

function slidesInfo() {
  return json(200, { name: 'Aspose.Slides for Cloud, emulated by the sandbox of nestjs-aspose-auth', version: '3.0' });
}

async function convertUpload(operation: Operation) {
  const { content } = await readUpload(operation);
  const format = operation.query.get('format');
  if (format === undefined) throw new ApiError(400, 'The query parameter format is required.');
  return deliver(await convert(content, format, operation.libraries), operation);
}

async function getDocument(operation: Operation) {
  const { query, libraries, url } = operation;
  const { storage, path } = documentOf(operation);
  const { content } = storage.read(path);
  const format = query.get('format');
  if (format !== undefined) return deliver(await convert(content, format, libraries), operation);
  if (/\.docx$/i.test(path)) await openDocx(content.bytes(), libraries);
  return json(200, documentResponse(path, url));
}

async function appendDocument(operation: Operation) {
  const { request, query, libraries, maxFileBytes, url } = operation;
  const { storage, path } = documentOf(operation);
  const entries = await readAppendEntries(request, libraries, maxFileBytes);
  const destination = canonicalPath(query.get('destFileName') ?? path);
  await storage.exclusively(destination, async () => {
    const base = storage.read(path).content.bytes();
    const others = entries.map((entry) =>
      'content' in entry ? entry.content : entryOf(entry.storagePath, operation, storage),
    );
    const result = await appendDocuments(
      base,
      others.map((other) => other.bytes()),
      libraries,
    );
    storage.write(destination, new Content([result]));
  });
  return json(200, documentResponse(destination, url));
}

async function saveAs(operation: Operation) {
  const { request, libraries } = operation;
  const { storage, path } = documentOf(operation);
  const { format, fileName } = readSaveOptions(await readBody(request, 1024 * 1024));
  const destination = canonicalPath(fileName);
  storage.write(destination, (await convert(storage.read(path).content, format, libraries)).content);
  return json(200, saveResponse(path, destination));
}

/** The document a request names: `{name}` in `folder` of `storage`. */
function documentOf({ path, query, storage }: Operation): { storage: Storage; path: string } {
  const place = storage('storage');
  const literal = joinPath(query.get('folder'), path.name);
  return { storage: place, path: place.locate(literal) ?? literal };
}

/** An entry is a path from the root; one that is only found beside the document is taken from there. */
function entryOf(storagePath: string, { query }: Operation, storage: Storage): Content {
  const fromRoot = canonicalPath(storagePath);
  const beside = joinPath(query.get('folder'), storagePath);
  return storage.read(storage.locate(fromRoot) ?? storage.locate(beside) ?? fromRoot).content;
}

/** To the client, or into the storage if the request says so. */
function deliver({ content, contentType }: Converted, { query, storage }: Operation): Reply {
  const outPath = query.get('outPath');
  if (outPath === undefined) return bytes(content, contentType);
  storage('storage').write(canonicalPath(outPath), content);
  return empty();
}
