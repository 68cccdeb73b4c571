import { isMultipart, type Part, readParts } from '../http/multipart.js';
import { readBody } from '../http/request-body.js';
import type { Content } from '../storage/content.js';
import type { Operation } from './operation.js';
import { ApiError } from './words-error.js';

/** A file that came as the body of a request. */
export interface Upload {
  content: Content;
  /** Known from a multipart body only. */
  filename: string | undefined;
}

/** Reads the one file of a request, sent raw or as multipart. */
export async function readUpload({ request, libraries, maxFileBytes }: Operation): Promise<Upload> {
  if (!isMultipart(request)) return { content: await readBody(request, maxFileBytes), filename: undefined };
  const file = fileOf(await readParts(request, libraries.busboy, maxFileBytes));
  if (!file) throw new ApiError(400, 'The multipart body contains no file.');
  return file;
}

/** Clients name the part as they like (`fileContent`, `document`, `file`, …); most, but not all, give it a file name. */
function fileOf(parts: readonly Part[]): Part | undefined {
  return parts.find((part) => part.filename !== undefined) ?? parts[0];
}
