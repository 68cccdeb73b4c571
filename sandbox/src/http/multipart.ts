import type { IncomingMessage } from 'node:http';
import type { SandboxLibraries } from '../libraries.js';
import { Content } from '../storage/content.js';
import { BodyTooLarge, checkDeclaredLength, rejectWhenGone } from './request.js';

/** One part of a multipart body. */
export interface Part {
  name: string;
  /** Absent for plain fields. */
  filename: string | undefined;
  content: Content;
}

/** A multipart body that cannot be read as one. */
export class MalformedMultipart extends Error {
  override readonly name = 'MalformedMultipart';
}

/** Room for boundaries and part headers, beside the content. */
const OVERHEAD_BYTES = 64 * 1024;

export function isMultipart(request: IncomingMessage): boolean {
  return /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');
}

/** Reads all parts of a multipart body; the limit is for their sum. */
export function readParts(
  request: IncomingMessage,
  busboy: SandboxLibraries['busboy'],
  maxBytes: number,
): Promise<Part[]> {
  return new Promise((resolve, reject) => {
    checkDeclaredLength(request, maxBytes + OVERHEAD_BYTES);
    const parser = createParser(request, busboy, maxBytes);
    const parts: Part[] = [];
    let size = 0;
    const tooLarge = (): void => {
      parts.length = 0;
      reject(new BodyTooLarge(maxBytes));
    };
    parser.on('file', (name, stream, { filename }) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxBytes) {
          chunks.push(chunk);
          return;
        }
        chunks.length = 0;
        tooLarge();
      });
      stream.on('error', () => undefined); // the parser reports it, too
      // busboy's types say string, but a part of type octet-stream may come without a filename.
      stream.once('end', () => parts.push({ name, filename, content: new Content(chunks) }));
    });
    parser.on('field', (name, value, { valueTruncated }) => {
      size += value.length;
      if (valueTruncated || size > maxBytes) tooLarge();
      else parts.push({ name, filename: undefined, content: new Content([Buffer.from(value, 'latin1')]) });
    });
    parser.once('error', (error: Error) => {
      reject(new MalformedMultipart(error.message));
    });
    parser.once('close', () => {
      resolve(parts);
    });
    rejectWhenGone(request, reject);
    request.pipe(parser);
  });
}

/** A part without a file name is a field to busboy, and a field is text: latin1 carries its bytes through unchanged. */
function createParser(request: IncomingMessage, busboy: SandboxLibraries['busboy'], maxBytes: number) {
  try {
    return busboy({
      headers: request.headers,
      defCharset: 'latin1',
      defParamCharset: 'utf8',
      preservePath: true,
      limits: { fieldSize: maxBytes },
    });
  } catch (error) {
    throw new MalformedMultipart((error as Error).message); // no boundary, for one
  }
}
