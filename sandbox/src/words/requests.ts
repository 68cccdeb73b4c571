import type { IncomingMessage } from 'node:http';
import { ApiError } from '../http/error-response.js';
import { isMultipart, type Part, readParts } from '../http/multipart.js';
import { readBody } from '../http/request.js';
import type { SandboxLibraries } from '../libraries.js';
import type { Content } from '../storage/content.js';
import type { Operation } from './router.js';

/** One document to append: a file of the storage, or one that came with the request. */
export type AppendEntry = { storagePath: string } | { content: Content };

const MAX_JSON_BYTES = 1024 * 1024;

/** Reads the document list: as JSON, or as multipart with the list and the files it refers to. */
export async function readAppendEntries(
  request: IncomingMessage,
  libraries: SandboxLibraries,
  maxBytes: number,
): Promise<AppendEntry[]> {
  if (!isMultipart(request))
    return parseEntries((await readBody(request, MAX_JSON_BYTES)).bytes().toString('utf8'), []);
  const parts = await readParts(request, libraries.busboy, maxBytes);
  const list = parts.find(({ name }) => name.toLowerCase() === 'documentlist') ?? parts[0];
  return parseEntries(list?.content.bytes().toString('utf8') ?? '', parts);
}

/** Understands both bodies: `Href` of the older documentation and `FileReference` of the current SDKs. */
export function parseEntries(text: string, parts: readonly Part[]): AppendEntry[] {
  const list = field(parseJson(text), 'DocumentEntries');
  if (!Array.isArray(list) || list.length === 0) {
    throw new ApiError(400, 'The body must be a document list: {"DocumentEntries":[{"Href":"other.docx"}]}.');
  }
  return list.map((entry: unknown, index) => {
    const reference = field(entry, 'FileReference');
    const path = field(entry, 'Href') ?? field(reference, 'Reference');
    if (typeof path !== 'string' || path === '') {
      throw new ApiError(400, `DocumentEntries[${index}] has neither an Href nor a FileReference.`);
    }
    const source = field(reference, 'Source');
    if (typeof source !== 'string' || source.toLowerCase() !== 'request') return { storagePath: path };
    const part = parts.find(({ name }) => name === path);
    if (!part) throw new ApiError(400, `DocumentEntries[${index}] refers to a part that the request does not have.`);
    return { content: part.content };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'The body is not valid JSON.');
  }
}

/** A member by name, without regard to case, as the service reads JSON. */
function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1] ?? undefined;
}

/** What a document is to be saved as. */
export interface SaveOptions {
  format: string;
  fileName: string;
}

/** Reads the body of `saveAs`: `{"SaveFormat":"html","FileName":"x.html"}`; further options are ignored. */
export function readSaveOptions(body: Content): SaveOptions {
  const { SaveFormat: format, FileName: fileName } = parse(body.bytes().toString('utf8'));
  if (typeof format !== 'string' || typeof fileName !== 'string' || format === '' || fileName === '') {
    throw new ApiError(400, 'The body must name a SaveFormat and a FileName.');
  }
  return { format, fileName };
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, 'The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null) throw new ApiError(400, 'The body must be a JSON object.');
  return value as Record<string, unknown>;
}

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
