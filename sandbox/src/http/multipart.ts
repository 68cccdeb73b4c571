import busboy from 'busboy';
import { Content } from '../storage/content.js';
import { BodyTooLarge, checkContentLength, type RequestStream, rejectOnDisconnect } from './request.js';

/** One part of a multipart body. */
export interface MultipartPart {
  name: string;
  /** Undefined for plain fields. */
  filename: string | undefined;
  content: Content;
}

/** Allowance for boundaries and part headers, in addition to the content. */
const OVERHEAD_BYTES = 64 * 1024;
const MAX_PARTS = 1000;

export function isMultipart(request: RequestStream): boolean {
  return /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');
}

/** Reads all parts of a multipart body. The limit applies to the body as a whole, including what is in no part. */
export function readParts(request: RequestStream, maxBytes: number): Promise<MultipartPart[]> {
  return new Promise((resolve, reject) => {
    checkContentLength(request, maxBytes + OVERHEAD_BYTES);
    const parser = createParser(request, maxBytes);
    const parts: MultipartPart[] = [];
    let size = 0;
    const rejectTooLarge = (): void => {
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
        rejectTooLarge();
      });
      stream.on('error', () => undefined); // the parser reports it as well
      // The types of busboy say string, but a part of type octet-stream may have no file name.
      stream.once('end', () => parts.push({ name, filename, content: new Content(chunks) }));
    });
    parser.on('field', (name, value, { valueTruncated }) => {
      size += value.length;
      if (valueTruncated || size > maxBytes) rejectTooLarge();
      else parts.push({ name, filename: undefined, content: new Content([Buffer.from(value, 'latin1')]) });
    });
    parser.once('error', (error: Error) => {
      reject(new MalformedMultipart(error.message));
    });
    parser.once('close', () => {
      resolve(parts);
    });
    parser.once('partsLimit', () => {
      reject(new MalformedMultipart(`The body has more than ${MAX_PARTS} parts.`));
    });
    let received = 0;
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received <= maxBytes + OVERHEAD_BYTES) return;
      request.unpipe(parser);
      rejectTooLarge();
    });
    rejectOnDisconnect(request, reject);
    request.pipe(parser);
  });
}

/** busboy decodes a part without a file name as text. Latin-1 keeps its bytes unchanged. */
function createParser(request: RequestStream, maxBytes: number): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      defCharset: 'latin1',
      defParamCharset: 'utf8',
      preservePath: true,
      limits: { fieldSize: maxBytes, parts: MAX_PARTS, headerPairs: 100 },
    });
  } catch (error) {
    throw new MalformedMultipart((error as Error).message); // for example, if there is no boundary
  }
}

/** A multipart body that cannot be parsed. */
export class MalformedMultipart extends Error {
  override readonly name = 'MalformedMultipart';
}
