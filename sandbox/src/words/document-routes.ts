import { randomUUID } from 'node:crypto';
import { readUpload } from '../api/requests.js';
import type { Operation, Route } from '../api/router.js';
import { ApiError } from '../http/error-response.js';
import { readBody } from '../http/request.js';
import { emptyResponse, fileResponse, type HttpResponse, jsonResponse } from '../http/response.js';
import type { Content } from '../storage/content.js';
import type { Storage } from '../storage/storage.js';
import { joinPath, toCanonicalPath } from '../storage/storage-path.js';
import { type ConvertedDocument, convert } from './formats.js';
import { MAX_JSON_BYTES, readAppendEntries, readSaveOptions } from './requests.js';
import { toDocumentResponse, toSaveResponse } from './responses.js';

const BASE = '/v4.0/words';

/** Operations on documents in the storage, and conversion. */
export const DOCUMENT_ROUTES: readonly Route[] = [
  { operation: 'GetInfo', method: 'GET', pattern: `${BASE}/info`, handler: getInfo },
  { operation: 'GetPublicKey', method: 'GET', pattern: `${BASE}/encryption/publickey`, handler: getPublicKey },
  { operation: 'CreateDocument', method: 'PUT', pattern: `${BASE}/create`, handler: createDocument, isBillable: true },
  { operation: 'ConvertDocument', method: 'PUT', pattern: `${BASE}/convert`, handler: convertUpload, isBillable: true },
  {
    operation: 'AppendDocument',
    method: 'PUT',
    pattern: `${BASE}/{name}/appendDocument`,
    handler: appendDocument,
    isBillable: true,
  },
  { operation: 'SaveAs', method: 'PUT', pattern: `${BASE}/{name}/saveAs`, handler: saveAs, isBillable: true },
  // The method of the older documentation.
  { operation: 'SaveAs', method: 'POST', pattern: `${BASE}/{name}/saveAs`, handler: saveAs, isBillable: true },
  // One path, without and with the query parameter format. The first route handles both, and counts only the second.
  { operation: 'GetDocument', method: 'GET', pattern: `${BASE}/{name}`, handler: getDocument },
  {
    operation: 'GetDocumentWithFormat',
    method: 'GET',
    pattern: `${BASE}/{name}`,
    handler: getDocument,
    isBillable: true,
  },
  { operation: 'GetSlidesApiInfo', method: 'GET', pattern: '/v3.0/slides/info', handler: getSlidesInfo },
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

/** The key with which SDKs encrypt the passwords of documents. */
async function getPublicKey({ settings }: Operation) {
  const publicKey = await settings.getPublicKey();
  return jsonResponse(200, { RequestId: randomUUID(), Modulus: publicKey.modulus, Exponent: publicKey.exponent });
}

async function createDocument({ query, getStorage, url, documents }: Operation) {
  const fileName = query.get('fileName');
  if (fileName === undefined) throw new ApiError(400, 'The query parameter fileName is required.');
  if (!/\.docx$/i.test(fileName)) throw new ApiError(501, 'The sandbox creates .docx documents only.');
  const path = joinPath(query.get('folder'), fileName);
  getStorage('storage').write(path, await documents.create());
  return jsonResponse(200, toDocumentResponse(path, url));
}

async function convertUpload(operation: Operation) {
  const { content } = await readUpload(operation);
  const format = operation.query.get('format');
  if (format === undefined) throw new ApiError(400, 'The query parameter format is required.');
  return respondWithDocument(await convert(operation.documents, content, format), operation);
}

async function getDocument(operation: Operation) {
  const { query, url, documents } = operation;
  const { storage, path } = locateDocument(operation);
  const { content } = storage.read(path);
  const format = query.get('format');
  if (format !== undefined) {
    operation.countBillable();
    return respondWithDocument(await convert(documents, content, format), operation);
  }
  if (/\.docx$/i.test(path)) await documents.check(content);
  return jsonResponse(200, toDocumentResponse(path, url));
}

async function appendDocument(operation: Operation) {
  const { query, url, documents } = operation;
  const { storage, path } = locateDocument(operation);
  const entries = await readAppendEntries(operation);
  const destination = toCanonicalPath(query.get('destFileName') ?? path);
  await storage.exclusively(destination, async () => {
    const base = storage.read(path).content;
    const others = entries.map((entry) =>
      'content' in entry ? entry.content : readEntry(entry.storagePath, operation, storage),
    );
    storage.write(destination, await documents.append(base, others));
  });
  return jsonResponse(200, toDocumentResponse(destination, url));
}

async function saveAs(operation: Operation) {
  const { storage, path } = locateDocument(operation);
  const { format, fileName } = readSaveOptions(await readBody(operation.request, MAX_JSON_BYTES));
  const destination = toCanonicalPath(fileName);
  const { content } = await convert(operation.documents, storage.read(path).content, format);
  storage.write(destination, content);
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
