import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  BadRequestException,
  HttpException,
  PayloadTooLargeException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import busboy from 'busboy';
import { createDetachedBody } from './detached-body.js';

/** Forms have fields besides their file, but not many. */
const MAX_PARTS = 20;

const HINT = 'Send one file in the field "file": curl -F "file=@My Report.docx" …';

/**
 * Passes on the file of a multipart upload while it arrives; nothing is kept in memory or on disk. If storing fails, this
 * fails at once instead of waiting for the rest of the upload.
 *
 * @param maxBytes Maximum size of the whole body: everything in front of, between and after the parts counts.
 * @param store Called when the file begins. Must start to read the content synchronously.
 */
export async function receiveFile<T>(
  request: IncomingMessage,
  maxBytes: number,
  store: (fileName: string, content: Readable) => Promise<T>,
): Promise<T> {
  const parser = createParser(request);
  let stored: Promise<T> | undefined;
  let unexpectedFile: string | undefined;
  const storeFailure = new Promise<never>((_resolve, reject) => {
    parser.on('file', (field, content, { filename }) => {
      content.on('error', () => undefined); // The reader of the content and the parser report it.
      if (field === 'file' && stored === undefined) {
        stored = store(decodeFileName(filename), content);
        stored.catch(reject);
      } else {
        unexpectedFile ??= `"${filename}" in the field "${field}"`;
        content.resume();
      }
    });
  });
  parser.once('partsLimit', () => {
    const message = `The form has too many parts. Up to ${MAX_PARTS} are accepted.`;
    parser.destroy(new BadRequestException({ message, hint: HINT }));
  });
  try {
    const parsed = pipeline(createDetachedBody(request), createByteLimit(maxBytes), parser).catch((error: unknown) => {
      throw error instanceof HttpException ? error : createFormError(error);
    });
    await Promise.race([parsed, storeFailure]);
  } catch (error) {
    parser.destroy();
    // The rest of the form may fail after its first file was complete. A file that was not is never stored.
    const isStored = await Promise.resolve(stored).then(
      (result) => result !== undefined,
      () => false,
    );
    if (!isStored || !(error instanceof HttpException)) throw error;
    const message = `The first file was stored, but the rest of the form was rejected. ${error.message}`;
    throw new HttpException({ message, hint: HINT }, error.getStatus());
  }
  if (stored === undefined) {
    const message = unexpectedFile
      ? `There is no file in the field "file", only ${unexpectedFile}.`
      : 'There is no file in the request.';
    throw new BadRequestException({ message, hint: HINT });
  }
  const result = await stored;
  if (unexpectedFile === undefined) return result;
  const message = `The first file was stored, but ${unexpectedFile} was not: a request may contain only one file.`;
  throw new BadRequestException({ message, hint: HINT });
}

function createParser(request: IncomingMessage): busboy.Busboy {
  if (!/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')) {
    throw new UnsupportedMediaTypeException({ message: 'The request is not multipart/form-data.', hint: HINT });
  }
  try {
    // Clients send names as UTF-8. The parser's default is latin1, which would turn Ü into Ãœ.
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { parts: MAX_PARTS + 1 } });
  } catch (error) {
    throw createFormError(error);
  }
}

/** Passes bytes through, and fails as soon as there are too many. */
function createByteLimit(maxBytes: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= maxBytes) done(null, chunk);
      else done(new PayloadTooLargeException({ message: `The form is larger than ${maxBytes} bytes.`, hint: HINT }));
    },
  });
}

function createFormError(error: unknown): BadRequestException {
  const reason = error instanceof Error ? error.message : String(error);
  return new BadRequestException({ message: `The multipart body cannot be read: ${reason}.`, hint: HINT });
}

/** Browsers and curl encode the quotation mark in a file name as %22, and nothing else (WHATWG HTML, multipart/form-data). */
function decodeFileName(fileName: string | undefined): string {
  return (fileName ?? '').replaceAll('%22', '"');
}
