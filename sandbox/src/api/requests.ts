import { ApiError } from '../http/error-response.js';
import { isMultipart, readParts } from '../http/multipart.js';
import { readBody } from '../http/request.js';
import type { Content } from '../storage/content.js';
import type { Operation } from './router.js';

export interface Upload {
  content: Content;
  /** Known only for a multipart body. */
  filename: string | undefined;
}

/** Reads the file of a request, which is either the raw body or a part of a multipart body. */
export async function readUpload({ request, maxFileBytes }: Operation): Promise<Upload> {
  if (!isMultipart(request)) return { content: await readBody(request, maxFileBytes), filename: undefined };
  const parts = await readParts(request, maxFileBytes);
  // Clients use different part names (`fileContent`, `document`, `file`, …), and some send no file name.
  const file = parts.find((part) => part.filename !== undefined) ?? parts[0];
  if (!file) throw new ApiError(400, 'The multipart body contains no file.');
  return file;
}
