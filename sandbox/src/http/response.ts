import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Content } from '../storage/content.js';

/** A response that has not been sent yet. */
export interface HttpResponse {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Content;
}

const EMPTY = new Content([]);

export function jsonResponse(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): HttpResponse {
  const body = new Content([Buffer.from(JSON.stringify(value))]);
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, body };
}

export function fileResponse(body: Content, contentType: string): HttpResponse {
  return { status: 200, headers: { 'Content-Type': contentType }, body };
}

export function textResponse(
  status: number,
  text: string,
  contentType: string,
  headers: OutgoingHttpHeaders = {},
): HttpResponse {
  const body = new Content([Buffer.from(text)]);
  return { status, headers: { 'Content-Type': `${contentType}; charset=utf-8`, ...headers }, body };
}

export function emptyResponse(status = 200, headers: OutgoingHttpHeaders = {}): HttpResponse {
  return { status, headers, body: EMPTY };
}

/**
 * Sends a response immediately, but ends it only after the request has arrived completely. If it ended earlier, Node
 * would close a `Connection: close` connection while the client is still sending, and the client would see a connection
 * reset instead of the response.
 */
export function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: HttpResponse,
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { ...headers, 'Content-Length': body.size });
  if (body.size === 0) response.flushHeaders(); // without a body, nothing else sends them before end()
  for (const chunk of body.chunks) response.write(chunk); // references, not copies
  if (request.readableEnded) response.end();
  else request.once('end', () => response.end());
}
