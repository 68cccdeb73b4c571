import {
  BadRequestException,
  Injectable,
  NotFoundException,
  type PipeTransform,
  UnsupportedMediaTypeException,
} from '@nestjs/common';

/** Validates the name of an existing document in the path of a request. */
@Injectable()
export class DocumentNamePipe implements PipeTransform<string, string> {
  transform(name: string): string {
    const documentName = parseFileName(name);
    // Must not be sent to Aspose: a name such as "info" would address another operation of the Words API.
    if (isDocxName(documentName)) return documentName;
    const message = `There is no document "${documentName}": document names end in .docx.`;
    throw new NotFoundException({ message, hint: 'GET /documents lists all documents.' });
  }
}

/** Validates the name of a document to upload in the path of a request. */
@Injectable()
export class UploadNamePipe implements PipeTransform<string, string> {
  transform(name: string): string {
    return parseUploadName(name);
  }
}

/**
 * Validates the name of a document to upload.
 *
 * @returns The name in its canonical form.
 * @throws BadRequestException if the name is malformed.
 * @throws UnsupportedMediaTypeException if it does not end in `.docx`.
 */
export function parseUploadName(name: string): string {
  const documentName = parseFileName(name);
  if (isDocxName(documentName)) return documentName;
  const message = `"${documentName}" is not a Word document: its name does not end in .docx.`;
  throw new UnsupportedMediaTypeException({ message, hint: 'Only .docx files are accepted.' });
}

/** File systems allow 255 bytes for a name; the rest is left for suffixes that a service may add. */
const MAX_BYTES = 240;

/** Returns the problem of a document name as the end of a sentence ("is empty"), or `undefined` if the name is valid. */
export function findNameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'is empty';
  if (/[/\\]/.test(name)) return 'contains a path separator; folders are not supported';
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return 'contains a control character';
  if (/[\p{Surrogate}\uFFFD]/u.test(name)) return 'is not well-formed; send it as UTF-8';
  if (name === '.' || name === '..') return 'is not a file name';
  if (Buffer.byteLength(name) > MAX_BYTES) return `is longer than ${MAX_BYTES} bytes in UTF-8`;
  return undefined;
}

/** Returns the canonical form of a name: macOS writes Ü as two characters, other systems as one, for the same document. */
export function toCanonicalName(name: string): string {
  return name.normalize('NFC');
}

/** True if the name ends in `.docx`, the only type of document that is stored. */
export function isDocxName(name: string): boolean {
  return /.\.docx$/i.test(name);
}

function parseFileName(name: string): string {
  const problem = findNameProblem(name);
  if (problem) throw new BadRequestException(`The document's name ${problem}.`);
  return toCanonicalName(name);
}
