import type { Operation } from '../api/router.js';
import { ApiError } from '../http/error-response.js';
import { isMultipart, type MultipartPart, readParts } from '../http/multipart.js';
import { readBody } from '../http/request.js';
import type { Content } from '../storage/content.js';

/** A document to append: a file of the storage, or a part of the request. */
export type AppendEntry = { storagePath: string } | { content: Content };

export const MAX_JSON_BYTES = 1024 * 1024;

/** Reads the body of `appendDocument`: JSON, or multipart with a document list and the files that it refers to. */
export async function readAppendEntries({ request, maxFileBytes }: Operation): Promise<AppendEntry[]> {
  if (!isMultipart(request)) return parseEntries(await readBody(request, MAX_JSON_BYTES), []);
  const parts = await readParts(request, maxFileBytes);
  return parseEntries((findPart(parts, 'DocumentList') ?? parts[0])?.content, parts);
}

/** Finds a part by its name, which is case-insensitive. */
export function findPart(parts: readonly MultipartPart[], name: string): MultipartPart | undefined {
  return parts.find((part) => part.name.toLowerCase() === name.toLowerCase());
}

/** Accepts both kinds of entries: `Href` of the older documentation, and `FileReference` of the current SDKs. */
export function parseEntries(body: Content | undefined, parts: readonly MultipartPart[]): AppendEntry[] {
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
export function getMember(value: unknown, name: string): unknown {
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
  const [format, fileName] = [getMember(value, 'SaveFormat'), getMember(value, 'FileName')];
  if (typeof format !== 'string' || typeof fileName !== 'string' || format === '' || fileName === '') {
    throw new ApiError(400, 'The body must contain SaveFormat and FileName.');
  }
  return { format, fileName };
}

export function parseJson(body: Content | undefined): unknown {
  try {
    return JSON.parse(body?.bytes().toString('utf8') ?? '');
  } catch {
    throw new ApiError(400, 'The body is not valid JSON.');
  }
}
