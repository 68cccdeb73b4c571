import {
  BadRequestException,
  Injectable,
  NotFoundException,
  type PipeTransform,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { canonicalName, isDocxName, nameProblem } from './document-name.js';

function wellFormed(name: string): string {
  const problem = nameProblem(name);
  if (problem) throw new BadRequestException(`The document's name ${problem}.`);
  return canonicalName(name);
}

/** The name that an upload is to get. */
export function nameForUpload(name: string): string {
  const checked = wellFormed(name);
  if (isDocxName(checked)) return checked;
  const message = `"${checked}" is no Word document: its name does not end in .docx.`;
  throw new UnsupportedMediaTypeException({ message, hint: 'Only .docx files are accepted.' });
}

/** Checks the name in the path of an upload. */
@Injectable()
export class UploadNamePipe implements PipeTransform<string, string> {
  transform(name: string): string {
    return nameForUpload(name);
  }
}

/** Checks the name of a document that should exist. */
@Injectable()
export class DocumentNamePipe implements PipeTransform<string, string> {
  transform(name: string): string {
    const checked = wellFormed(name);
    // Asking Aspose would be wrong here: the name "info" is another operation of the Words API.
    if (isDocxName(checked)) return checked;
    const message = `There is no document "${checked}": the names of documents end in .docx.`;
    throw new NotFoundException({ message, hint: 'GET /documents lists what there is.' });
  }
}
