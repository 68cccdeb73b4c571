import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { findProduct, type Product } from '../api/products.js';
import { DocxError } from '../docx/docx-error.js';
import { NotInStorage, StorageConflict, StorageFull } from '../storage/storage.js';
import { InvalidPath } from '../storage/storage-path.js';
import { MalformedMultipart } from './multipart.js';
import { BodyTooLarge } from './request.js';
import { type HttpResponse, jsonResponse } from './response.js';

/** Creates error responses in the format of one Aspose product. */
export class ErrorResponses {
  readonly #format: ErrorFormat;

  /** @param product - The second segment of the path. Unknown products get the format of Words. */
  constructor(product: string | undefined) {
    this.#format = FORMATS[findProduct(product)?.errorShape ?? 'words'];
  }

  create(status: number, message: string, headers: OutgoingHttpHeaders = {}): HttpResponse {
    const [code, description] = DESCRIPTIONS[status] ?? ['ErrorInternal', 'Operation Failed. Internal error.'];
    return jsonResponse(status, this.#format({ status, code, message, description }), headers);
  }

  /** Creates the response for an error that an operation has thrown. */
  fromError(error: unknown): HttpResponse {
    return this.create(getStatus(error), error instanceof Error ? error.message : String(error));
  }
}

/** An error of the API with a known status. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function getStatus(error: unknown): number {
  if (error instanceof ApiError) return error.status;
  if (error instanceof NotInStorage) return 404;
  if (error instanceof StorageConflict) return 409;
  if (error instanceof BodyTooLarge || error instanceof StorageFull) return 413;
  if (error instanceof InvalidPath || error instanceof MalformedMultipart) return 400;
  if (error instanceof DocxError) return DOCX_STATUSES[error.kind];
  return 500;
}

const DOCX_STATUSES = { corrupt: 400, 'too-large': 413, 'too-complex': 422, unsupported: 501 } as const;

const DESCRIPTIONS: Record<number, [code: string, description: string]> = {
  400: ['ErrorInvalidInputData', 'Operation Failed. Invalid input data.'],
  401: ['ErrorUnauthorized', 'Operation Failed. Not authorized.'],
  403: ['ErrorForbidden', 'Operation Failed. Forbidden.'],
  404: ['ErrorItemNotFound', 'Operation Failed. Item Not Found.'],
  405: ['ErrorMethodNotAllowed', 'Operation Failed. Method not allowed.'],
  409: ['ErrorConflict', 'Operation Failed. Conflict.'],
  413: ['ErrorRequestTooLarge', 'Operation Failed. Request entity too large.'],
  422: ['ErrorUnprocessableDocument', 'Operation Failed. The document cannot be processed.'],
  429: ['ErrorTooManyRequests', 'Operation Failed. The quota is used up.'],
  501: ['ErrorNotImplemented', 'Operation Failed. Not implemented by the sandbox.'],
  503: ['ErrorServiceUnavailable', 'Operation Failed. Service unavailable.'],
};

interface ErrorDetails {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly description: string;
}

type ErrorFormat = (error: ErrorDetails) => object;

const formatWords: ErrorFormat = ({ code, message, description }) => ({
  RequestId: randomUUID(),
  Error: {
    Code: code,
    Message: message,
    Description: description,
    DateTime: new Date().toISOString(),
  },
});

const formatLowerCase: ErrorFormat = ({ code, message, description }) => ({
  requestId: randomUUID(),
  error: { code, message, description, dateTime: new Date().toISOString() },
});

const formatModel: ErrorFormat = ({ status, message, description }) => ({
  Code: status,
  Status: description,
  Message: message,
  Description: description,
});

const formatGroupDocs: ErrorFormat = ({ code, message }) => ({ error: { code, message } });

/** Each official SDK parses only the format of its product. */
const FORMATS: Readonly<Record<Product['errorShape'], ErrorFormat>> = {
  words: formatWords,
  camel: formatLowerCase,
  model: formatModel,
  groupdocs: formatGroupDocs,
};
