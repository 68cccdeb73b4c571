import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { DocxError } from '../docx/docx-error.js';
import { MalformedMultipart } from '../http/multipart.js';
import { json, type Reply } from '../http/reply.js';
import { BodyTooLarge } from '../http/request-body.js';
import { NotInStorage, StorageConflict } from '../storage/storage.js';
import { InvalidPath } from '../storage/storage-path.js';

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

/** An error in the shape of the Words API. */
export function wordsError(status: number, message: string, headers: OutgoingHttpHeaders = {}): Reply {
  const [Code, Description] = DESCRIPTIONS[status] ?? ['ErrorInternal', 'Operation Failed. Internal error.'];
  const DateTime = new Date().toISOString();
  const RequestId = randomUUID();
  return json(
    status,
    { RequestId, Error: { Code, Message: message, Description, DateTime, InnerError: null } },
    headers,
  );
}

/** What a failed operation answers. */
export function replyOf(error: unknown): Reply {
  const message = error instanceof Error ? error.message : String(error);
  return wordsError(statusOf(error), message);
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
