import { ApiError } from '../http/error-response.js';
import { isMultipart, type MultipartPart, readParts } from '../http/multipart.js';
import { readBody } from '../http/request.js';
import type { Content } from '../storage/content.js';
import type { Operation } from './router.js';

/** A document to append: a file of the storage, or a part of the request. */
export type AppendEntry = { storagePath: string } | { content: Content };

const MAX_JSON_BYTES = 1024 * 1024;

/** Reads the body of `appendDocument`: JSON, or multipart with a document list and the files that it refers to. */
export async function readAppendEntries({ request, maxFileBytes }: Operation): Promise<AppendEntry[]> {
  if (!isMultipart(request)) return parseEntries(await readBody(request, MAX_JSON_BYTES), []);
  const parts = await readParts(request, maxFileBytes);
  const list = parts.find(({ name }) => name.toLowerCase() === 'documentlist') ?? parts[0];
  return parseEntries(list?.content, parts);
}

/** Accepts both kinds of entries: `Href` of the older documentation, and `FileReference` of the current SDKs. */
function parseEntries(body: Content | undefined, parts: readonly MultipartPart[]): AppendEntry[] {
  const list = getMember(parseJson(body), 'DocumentEntries');
  if (!Array.isArray(list) || list.length === 0) {
    throw new ApiError(400, 'The body must be a document list: {"DocumentEntries":[{"Href":"other.docx"}]}.');
  }
  return list.map((entry: unknown, index) => {
    const reference = getMember(entry, 'FileReference');
    const path = getMember(entry, 'Href') ?? getMember(reference, 'Reference');
    if (typeof path !== 'string' || path === '') {
      throw new ApiError(400, `DocumentEntries[${index}] has neither an Href nor a FileReference.`);
    }
    const source = getMember(reference, 'Source');
    if (typeof source !== 'string' || source.toLowerCase() !== 'request') return { storagePath: path };
    const part = parts.find(({ name }) => name === path);
    if (!part) throw new ApiError(400, `DocumentEntries[${index}] refers to a part that the request does not have.`);
    return { content: part.content };
  });
}

/** Returns a member by its name, which is case-insensitive in the JSON of the service. */
function getMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const entry = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return entry?.[1] ?? undefined;
}

export interface SaveOptions {
  format: string;
  fileName: string;
}

/** Reads the body of `saveAs`: `{"SaveFormat":"html","FileName":"x.html"}`. Further options are ignored. */
export function readSaveOptions(body: Content): SaveOptions {
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null) throw new ApiError(400, 'The body must be a JSON object.');
  const { SaveFormat: format, FileName: fileName } = value as Record<string, unknown>;
  if (typeof format !== 'string' || typeof fileName !== 'string' || format === '' || fileName === '') {
    throw new ApiError(400, 'The body must contain SaveFormat and FileName.');
  }
  return { format, fileName };
}

function parseJson(body: Content | undefined): unknown {
  try {
    return JSON.parse(body?.bytes().toString('utf8') ?? '');
  } catch {
    throw new ApiError(400, 'The body is not valid JSON.');
  }
}

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
