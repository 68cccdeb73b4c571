import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Content } from '../storage/content.js';

/** A request whose body can be read: one that arrives over HTTP, or a part of a batch. */
export type RequestStream = Readable & Pick<IncomingMessage, 'headers' | 'complete'>;

/** The target of a request: its path segments and its query. */
export interface RequestTarget {
  /** Still percent-encoded. Empty segments (`//`, a trailing `/`) are left out. */
  segments: readonly string[];
  query: Query;
}

export function parseTarget(url: string): RequestTarget {
  const relative = url.replace(/^https?:\/\/[^/?]*/i, ''); // the absolute form, which proxies receive
  const mark = relative.indexOf('?');
  const path = mark < 0 ? relative : relative.slice(0, mark);
  return {
    segments: path.split('/').filter((segment) => segment !== ''),
    query: new Query(mark < 0 ? '' : relative.slice(mark + 1)),
  };
}

/** Query parameters with case-insensitive names, as in ASP.NET, on which the service runs. Blank counts as missing. */
export class Query {
  readonly #values = new Map<string, string>();

  constructor(query: string) {
    for (const [name, value] of new URLSearchParams(query)) {
      if (!this.#values.has(name.toLowerCase())) this.#values.set(name.toLowerCase(), value);
    }
  }

  get(name: string): string | undefined {
    const value = this.#values.get(name.toLowerCase());
    return value === '' ? undefined : value;
  }
}

/** Reads a whole body. Rejects as soon as it is too large; `discardBody` reads the rest. */
export function readBody(request: RequestStream, maxBytes: number): Promise<Content> {
  return new Promise((resolve, reject) => {
    checkContentLength(request, maxBytes);
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      reject(new BodyTooLarge(maxBytes));
    });
    request.once('end', () => {
      resolve(new Content(chunks));
    });
    rejectOnDisconnect(request, reject);
  });
}

export function checkContentLength(request: RequestStream, maxBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new BodyTooLarge(maxBytes);
}

export function rejectOnDisconnect(request: RequestStream, reject: (error: Error) => void): void {
  request.once('error', () => {
    reject(new ClientDisconnected());
  });
  request.once('close', () => {
    if (!request.complete) reject(new ClientDisconnected());
  });
}

/**
 * Reads and discards the rest of a body. A client that gets a response before it has sent everything keeps sending; if
 * the connection were closed, it would see an EPIPE or a reset instead of the response.
 */
export function discardBody(request: IncomingMessage): void {
  request.unpipe();
  request.on('error', () => undefined);
  request.resume();
}

/** The client disconnected before its body was complete, so no response can be sent. */
export class ClientDisconnected extends Error {
  override readonly name = 'ClientDisconnected';
}

/** The body is larger than the sandbox accepts. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';

  constructor(maxBytes: number) {
    super(`The body is larger than ${maxBytes} bytes.`);
  }
}
