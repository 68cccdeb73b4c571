import { randomUUID } from 'node:crypto';
import { Content } from '../storage/content.js';
import { type HttpResponse, jsonResponse } from './response.js';

/** One part of a `multipart/mixed` response. */
export interface ResponsePart {
  /** Lines before the blank line, such as `Content-Type: application/json`. */
  headers: readonly string[];
  body: Content;
}

/** Creates a `multipart/mixed` response. SDKs rely on the exact form `boundary="…"`. */
export function multipartResponse(parts: readonly ResponsePart[]): HttpResponse {
  const boundary = randomUUID();
  const chunks = parts.flatMap(({ headers, body }) => [
    Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`),
    ...body.chunks,
    Buffer.from('\r\n'),
  ]);
  return {
    status: 200,
    headers: { 'Content-Type': `multipart/mixed; boundary="${boundary}"` },
    body: new Content([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** Creates a response with a model in JSON and a document, as the `online` operations of Words send it. */
export function documentResponse(model: object, name: string, document: Content, contentType: string): HttpResponse {
  return multipartResponse([
    createFormPart('Model', 'application/json', jsonResponse(200, model).body),
    createFormPart('Document', contentType, document, name),
  ]);
}

/** Creates a part of a form-like response: `Model`, `Document`, … */
function createFormPart(name: string, contentType: string, body: Content, fileName?: string): ResponsePart {
  const file = fileName === undefined ? '' : `; filename="${fileName.replaceAll(/["\r\n]/g, '_')}"`;
  return {
    headers: [
      `Content-Disposition: form-data; name="${name}"${file}`,
      `Content-Type: ${contentType}`,
      `Content-Length: ${body.size}`,
    ],
    body,
  };
}
