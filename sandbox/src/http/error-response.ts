import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { DocxError } from '../docx/docx-error.js';
import { NotInStorage, StorageConflict } from '../storage/storage.js';
import { InvalidPath } from '../storage/storage-path.js';
import { MalformedMultipart } from './multipart.js';
import { BodyTooLarge } from './request.js';
import { json, type Reply } from './response.js';

const DESCRIPTIONS: Record<number, [code: string, description: string]> = {
  400: ['ErrorInvalidInputData', 'Operation Failed. Invalid input data.'],
  401: ['ErrorUnauthorized', 'Operation Failed. Not authorized.'],
  404: ['ErrorItemNotFound', 'Operation Failed. Item Not Found.'],
  405: ['ErrorMethodNotAllowed', 'Operation Failed. Method not allowed.'],
  409: ['ErrorConflict', 'Operation Failed. Conflict.'],
  413: ['ErrorRequestTooLarge', 'Operation Failed. Request entity too large.'],
  501: ['ErrorNotImplemented', 'Operation Failed. Not implemented by the sandbox.'],
  503: ['ErrorServiceUnavailable', 'Operation Failed. Service unavailable.'],
};

/** A refusal of the API that is known by its status. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Makes the errors of one product, which is the second part of a path. */
export interface ErrorReplies {
  error(status: number, message: string, headers?: OutgoingHttpHeaders): Reply;
  /** What a failed operation answers. */
  of(error: unknown): Reply;
}

export function errorReplies(product: string | undefined): ErrorReplies {
  const error: ErrorReplies['error'] = (status, message, headers = {}) => {
    const [code, description] = DESCRIPTIONS[status] ?? ['ErrorInternal', 'Operation Failed. Internal error.'];
    return json(status, errorBody(product, { status, code, message, description }), headers);
  };
  return { error, of: (cause) => error(statusOf(cause), cause instanceof Error ? cause.message : String(cause)) };
}

function statusOf(error: unknown): number {
  if (error instanceof ApiError) return error.status;
  if (error instanceof NotInStorage) return 404;
  if (error instanceof StorageConflict) return 409;
  if (error instanceof BodyTooLarge) return 413;
  if (error instanceof InvalidPath || error instanceof MalformedMultipart) return 400;
  if (error instanceof DocxError) return error.kind === 'unsupported' ? 501 : 400;
  return 500;
}

/** An error of an API, before it has the shape of a product. */
export interface ApiProblem {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly description: string;
}

type Shape = (problem: ApiProblem) => object;

const words: Shape = ({ code, message, description }) => ({
  RequestId: randomUUID(),
  Error: {
    Code: code,
    Message: message,
    Description: description,
    DateTime: new Date().toISOString(),
  },
});

const lowerCase: Shape = ({ code, message, description }) => ({
  requestId: randomUUID(),
  error: { code, message, description, dateTime: new Date().toISOString() },
});

const model: Shape = ({ status, message, description }) => ({
  Code: status,
  Status: description,
  Message: message,
  Description: description,
});

const groupDocs: Shape = ({ code, message }) => ({ error: { code, message } });

/** Every product has a shape of its own; the SDKs read theirs only. */
const SHAPES: Readonly<Record<string, Shape>> = {
  words,
  imaging: words,
  slides: lowerCase,
  barcode: lowerCase,
  cells: model,
  pdf: model,
  tasks: model,
  cad: model,
  conversion: groupDocs,
  viewer: groupDocs,
};

/** The body of an error, as the product in the path gives it. */
export function errorBody(product: string | undefined, problem: ApiProblem): object {
  return (SHAPES[product?.toLowerCase() ?? ''] ?? words)(problem);
}
