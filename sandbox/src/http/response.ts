import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Content } from '../storage/content.js';

/** An answer, decided but not yet sent. */
export interface Reply {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Content;
}

const NOTHING = new Content([]);

export function json(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): Reply {
  const body = new Content([Buffer.from(JSON.stringify(value))]);
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, body };
}

export function bytes(body: Content, contentType: string, headers: OutgoingHttpHeaders = {}): Reply {
  return { status: 200, headers: { 'Content-Type': contentType, ...headers }, body };
}

export function empty(status = 200, headers: OutgoingHttpHeaders = {}): Reply {
  return { status, headers, body: NOTHING };
}

/**
 * Sends an answer at once, but ends it only when the request has arrived completely: ending it would close a
 * `Connection: close` connection under a client that is still sending, which then sees a reset instead of the answer.
 */
export function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Reply): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { ...headers, 'Content-Length': body.size });
  if (body.size === 0) response.flushHeaders(); // nothing else would send them before the end
  for (const chunk of body.chunks) response.write(chunk); // references, not copies
  if (request.readableEnded) response.end();
  else request.once('end', () => response.end());
}
