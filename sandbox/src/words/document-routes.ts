import { randomUUID } from 'node:crypto';
import { appendDocuments } from '../docx/append.js';
import { openDocx } from '../docx/docx.js';
import { ApiError } from '../http/error-response.js';
import { readBody } from '../http/request.js';
import { emptyResponse, fileResponse, type HttpResponse, jsonResponse } from '../http/response.js';
import { Content } from '../storage/content.js';
import type { Storage } from '../storage/storage.js';
import { joinPath, toCanonicalPath } from '../storage/storage-path.js';
import { type ConvertedDocument, convert } from './conversion.js';
import { readAppendEntries, readSaveOptions, readUpload } from './requests.js';
import { toDocumentResponse, toSaveResponse } from './responses.js';
import type { Operation, Route } from './router.js';

const BASE = '/v4.0/words';
const MAX_JSON_BYTES = 1024 * 1024;

export const DOCUMENT_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: `${BASE}/info`, handler: getInfo },
  { method: 'GET', pattern: '/v3.0/slides/info', handler: getSlidesInfo },
  { method: 'PUT', pattern: `${BASE}/convert`, handler: convertUpload },
  { method: 'PUT', pattern: `${BASE}/{name}/appendDocument`, handler: appendDocument },
  { method: 'PUT', pattern: `${BASE}/{name}/saveAs`, handler: saveAs },
  { method: 'POST', pattern: `${BASE}/{name}/saveAs`, handler: saveAs }, // as in the older documentation
  { method: 'GET', pattern: `${BASE}/{name}`, handler: getDocument },
];

function getInfo() {
  return jsonResponse(200, {
    Name: 'Aspose.Words for Cloud, emulated by aspose-cloud-sandbox',
    Version: '4.0',
    AdditionalInfo: [],
    RequestId: randomUUID(),
  });
}

function getSlidesInfo() {
  return jsonResponse(200, { name: 'Aspose.Slides for Cloud, emulated by aspose-cloud-sandbox', version: '3.0' });
}

async function convertUpload(operation: Operation) {
  const { content } = await readUpload(operation);
  const format = operation.query.get('format');
  if (format === undefined) throw new ApiError(400, 'The query parameter format is required.');
  return respondWithDocument(await convert(content, format), operation);
}

async function getDocument(operation: Operation) {
  const { query, url } = operation;
  const { storage, path } = locateDocument(operation);
  const { content } = storage.read(path);
  const format = query.get('format');
  if (format !== undefined) return respondWithDocument(await convert(content, format), operation);
  if (/\.docx$/i.test(path)) await openDocx(content.bytes());
  return jsonResponse(200, toDocumentResponse(path, url));
}

async function appendDocument(operation: Operation) {
  const { query, url } = operation;
  const { storage, path } = locateDocument(operation);
  const entries = await readAppendEntries(operation);
  const destination = toCanonicalPath(query.get('destFileName') ?? path);
  await storage.exclusively(destination, async () => {
    const base = storage.read(path).content.bytes();
    const others = entries.map((entry) =>
      'content' in entry ? entry.content : readEntry(entry.storagePath, operation, storage),
    );
    const result = await appendDocuments(
      base,
      others.map((other) => other.bytes()),
    );
    storage.write(destination, new Content([result]));
  });
  return jsonResponse(200, toDocumentResponse(destination, url));
}

async function saveAs(operation: Operation) {
  const { storage, path } = locateDocument(operation);
  const { format, fileName } = readSaveOptions(await readBody(operation.request, MAX_JSON_BYTES));
  const destination = toCanonicalPath(fileName);
  storage.write(destination, (await convert(storage.read(path).content, format)).content);
  return jsonResponse(200, toSaveResponse(path, destination));
}

/** Finds the document of a request: `{name}` in `folder` of `storage`. */
function locateDocument({ path, query, getStorage }: Operation): { storage: Storage; path: string } {
  const storage = getStorage('storage');
  const literal = joinPath(query.get('folder'), path.name);
  return { storage, path: storage.locate(literal) ?? literal };
}

/** Reads an entry by its path from the root, or, if there is no such file, by its path from the document's folder. */
function readEntry(storagePath: string, { query }: Operation, storage: Storage): Content {
  const fromRoot = toCanonicalPath(storagePath);
  const fromFolder = joinPath(query.get('folder'), storagePath);
  return storage.read(storage.locate(fromRoot) ?? storage.locate(fromFolder) ?? fromRoot).content;
}

/** Responds with the document, or writes it into the storage if the request has an `outPath`. */
function respondWithDocument({ content, contentType }: ConvertedDocument, operation: Operation): HttpResponse {
  const outPath = operation.query.get('outPath');
  if (outPath === undefined) return fileResponse(content, contentType);
  operation.getStorage('storage').write(toCanonicalPath(outPath), content);
  return emptyResponse();
}
