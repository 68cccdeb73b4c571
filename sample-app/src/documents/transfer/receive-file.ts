import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BadRequestException, HttpException, UnsupportedMediaTypeException } from '@nestjs/common';
import busboy from 'busboy';
import { detachedBody } from './detached-body.js';

const HINT = 'Send one file in the field "file": curl -F "file=@My Report.docx" …';

/**
 * Hands the one file of a multipart upload on while it arrives; nothing is kept in memory or on disk. Fails as soon as the
 * storing fails, without waiting for the rest.
 *
 * @param store Called in the moment the file begins; has to take hold of the content at once.
 */
export async function receiveFile<T>(
  request: IncomingMessage,
  store: (fileName: string, content: Readable) => Promise<T>,
): Promise<T> {
  const form = parserOf(request);
  let stored: Promise<T> | undefined;
  let stray: string | undefined;
  const failure = new Promise<never>((_resolve, reject) => {
    form.on('file', (field, content, { filename }) => {
      content.on('error', () => undefined); // whoever reads it is told, and so is the parser
      if (field === 'file' && stored === undefined) {
        stored = store(writtenName(filename), content);
        stored.catch(reject);
      } else {
        stray ??= `"${filename}" in the field "${field}"`;
        content.resume();
      }
    });
  });
  try {
    const parsed = pipeline(detachedBody(request), form).catch((error: unknown) => {
      throw error instanceof HttpException ? error : brokenForm(error);
    });
    await Promise.race([parsed, failure]);
  } catch (error) {
    form.destroy();
    throw error;
  }
  if (stored === undefined) {
    const message = stray ? `There is no file in the field "file", only ${stray}.` : 'There is no file in the request.';
    throw new BadRequestException({ message, hint: HINT });
  }
  const result = await stored;
  if (stray === undefined) return result;
  const message = `The first file was stored, but ${stray} was not: one request brings one file.`;
  throw new BadRequestException({ message, hint: HINT });
}

function parserOf(request: IncomingMessage): busboy.Busboy {
  if (!/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')) {
    throw new UnsupportedMediaTypeException({ message: 'The request is no multipart/form-data.', hint: HINT });
  }
  try {
    // Clients write names as UTF-8; the parser's own default reads them as latin1 and makes Ü into Ã.
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { parts: 20 } });
  } catch (error) {
    throw brokenForm(error);
  }
}

function brokenForm(error: unknown): BadRequestException {
  const said = error instanceof Error ? error.message : String(error);
  return new BadRequestException({ message: `The multipart body cannot be read: ${said}.`, hint: HINT });
}

/** Browsers and curl write the quotation mark of a name as %22, and nothing else (WHATWG HTML, multipart/form-data). */
function writtenName(fileName: string | undefined): string {
  return (fileName ?? '').replaceAll('%22', '"');
}
