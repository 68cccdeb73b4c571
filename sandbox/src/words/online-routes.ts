import type { Operation, Route } from '../api/router.js';
import { ApiError } from '../http/error-response.js';
import { isMultipart, type MultipartPart, readParts } from '../http/multipart.js';
import { documentResponse } from '../http/multipart-response.js';
import type { HttpResponse } from '../http/response.js';
import { Content } from '../storage/content.js';
import { toCanonicalPath } from '../storage/storage-path.js';
import { convert, FORMATS } from './formats.js';
import { findPart, parseEntries, readSaveOptions } from './requests.js';
import { toDocumentResponse, toSaveResponse } from './responses.js';
import { loadWebDocument, loadWebDocumentOnline } from './web-document.js';

const BASE = '/v4.0/words';

/** Operations on a document that is sent with the request or fetched: nothing has to be in the storage. */
export const ONLINE_ROUTES: readonly Route[] = [
  {
    operation: 'AppendDocumentOnline',
    method: 'PUT',
    pattern: `${BASE}/online/put/appendDocument`,
    handler: appendOnline,
    isBillable: true,
  },
  {
    operation: 'SaveAsOnline',
    method: 'PUT',
    pattern: `${BASE}/online/put/saveAs`,
    handler: saveAsOnline,
    isBillable: true,
  },
  {
    operation: 'LoadWebDocument',
    method: 'PUT',
    pattern: `${BASE}/loadWebDocument`,
    handler: loadWebDocument,
    isBillable: true,
  },
  {
    operation: 'LoadWebDocumentOnline',
    method: 'PUT',
    pattern: `${BASE}/online/put/loadWebDocument`,
    handler: loadWebDocumentOnline,
    isBillable: true,
  },
];

async function appendOnline(operation: Operation): Promise<HttpResponse> {
  const parts = await readFormParts(operation);
  const entries = parseEntries(findPart(parts, 'DocumentList')?.content, parts);
  const others = entries.map((entry) => {
    if ('content' in entry) return entry.content;
    return operation.getStorage('storage').read(toCanonicalPath(entry.storagePath)).content;
  });
  const result = await operation.documents.append(getDocument(parts), others);
  const name = operation.query.get('destFileName') ?? 'document.docx';
  return documentResponse(toDocumentResponse(toCanonicalPath(name), operation.url), name, result, FORMATS.get('docx')!);
}

async function saveAsOnline(operation: Operation): Promise<HttpResponse> {
  const parts = await readFormParts(operation);
  const { format, fileName } = readSaveOptions(findPart(parts, 'SaveOptionsData')?.content ?? new Content([]));
  const { content, contentType } = await convert(operation.documents, getDocument(parts), format);
  const model = toSaveResponse('document.docx', toCanonicalPath(fileName));
  return documentResponse(model, fileName, content, contentType);
}

async function readFormParts({ request, maxFileBytes }: Operation): Promise<MultipartPart[]> {
  if (!isMultipart(request)) throw new ApiError(400, 'The body must be multipart/form-data with a part Document.');
  return readParts(request, maxFileBytes);
}

function getDocument(parts: readonly MultipartPart[]): Content {
  const part = findPart(parts, 'Document');
  if (!part) throw new ApiError(400, 'The multipart body has no part Document.');
  return part.content;
}
