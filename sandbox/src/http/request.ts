import type { IncomingMessage } from 'node:http';
import { Content } from '../storage/content.js';

/** The client went away before its body was complete: there is nobody left to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** The body is larger than what is accepted. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`The body is larger than ${maxBytes} bytes.`);
    this.maxBytes = maxBytes;
  }
}

/** Reads a whole body. Too large a one is refused at once; what still arrives of it is thrown away by `discardBody`. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Content> {
  return new Promise((resolve, reject) => {
    checkDeclaredLength(request, maxBytes);
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
    rejectWhenGone(request, reject);
  });
}

export function checkDeclaredLength(request: IncomingMessage, maxBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new BodyTooLarge(maxBytes);
}

export function rejectWhenGone(request: IncomingMessage, reject: (error: Error) => void): void {
  request.once('error', () => {
    reject(new ClientGone());
  });
  request.once('close', () => {
    if (!request.complete) reject(new ClientGone());
  });
}

/**
 * Takes in and forgets what is left of a body. A client that is answered before it has sent everything goes on sending;
 * closing on it would give it an EPIPE or a reset instead of the answer.
 */
export function discardBody(request: IncomingMessage): void {
  request.unpipe();
  request.on('error', () => undefined);
  request.resume();
}

/** The target of a request: its path in raw segments, and its query. */
export interface Target {
  /** Still percent-encoded; empty ones (`//`, a trailing `/`) are left out. */
  segments: readonly string[];
  query: Query;
}

export function parseTarget(url: string): Target {
  const relative = url.replace(/^https?:\/\/[^/?]*/i, ''); // a proxy's absolute form
  const mark = relative.indexOf('?');
  const path = mark < 0 ? relative : relative.slice(0, mark);
  return {
    segments: path.split('/').filter((segment) => segment !== ''),
    query: new Query(mark < 0 ? '' : relative.slice(mark + 1)),
  };
}

/** Query parameters by name, without regard to case: the service runs on ASP.NET. Blank counts as absent. */
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
