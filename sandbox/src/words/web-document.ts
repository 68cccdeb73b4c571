import type { Operation } from '../api/router.js';
import { ApiError } from '../http/error-response.js';
import { documentResponse } from '../http/multipart-response.js';
import { BodyTooLarge, readBody } from '../http/request.js';
import { type HttpResponse, jsonResponse } from '../http/response.js';
import { Content } from '../storage/content.js';
import { toCanonicalPath } from '../storage/storage-path.js';
import { convert } from './formats.js';
import { getMember, MAX_JSON_BYTES, parseJson } from './requests.js';
import { toSaveResponse } from './responses.js';

const TIMEOUT_MS = 5000;

/** Loads a .docx from an allowed address of this machine, and stores it in another format. */
export async function loadWebDocument(operation: Operation): Promise<HttpResponse> {
  const { address, fileName, content } = await load(operation);
  const destination = toCanonicalPath(fileName);
  operation.getStorage('storage').write(destination, content);
  return jsonResponse(200, toSaveResponse(address, destination));
}

/** Loads a .docx from an allowed address of this machine, and responds with it in another format. */
export async function loadWebDocumentOnline(operation: Operation): Promise<HttpResponse> {
  const { address, fileName, content, contentType } = await load(operation);
  return documentResponse(toSaveResponse(address, toCanonicalPath(fileName)), fileName, content, contentType);
}

async function load(operation: Operation) {
  const data = parseJson(await readBody(operation.request, MAX_JSON_BYTES));
  const address = getMember(data, 'LoadingDocumentUrl');
  const options = getMember(data, 'SaveOptions');
  const [format, fileName] = [getMember(options, 'SaveFormat'), getMember(options, 'FileName')];
  if (typeof address !== 'string' || typeof format !== 'string' || typeof fileName !== 'string') {
    throw new ApiError(
      400,
      'The body must contain LoadingDocumentUrl, SaveOptions.SaveFormat and SaveOptions.FileName.',
    );
  }
  const url = parseAllowedUrl(address, operation.settings.webDocumentOrigins);
  const source = await download(url, operation.maxFileBytes);
  return { address, fileName, ...(await convert(operation.documents, source, format)) };
}

function parseAllowedUrl(address: string, allowed: readonly string[]): URL {
  if (!URL.canParse(address)) throw new ApiError(400, 'LoadingDocumentUrl is not a valid URL.');
  const url = new URL(address);
  if (allowed.includes(url.origin)) return url;
  throw new ApiError(
    501,
    'The sandbox does not emulate LoadWebDocument for this address. It reads only from the origins of its option webDocumentOrigins.',
  );
}

/** Redirects are not followed: they could lead to an address that is not allowed. */
async function download(url: URL, maxBytes: number): Promise<Content> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const response = await fetch(url, { redirect: 'error', signal });
    if (!response.ok) throw new ApiError(400, `The address of the document responds with ${response.status}.`);
    for await (const chunk of response.body ?? []) {
      size += (chunk as Uint8Array).length;
      if (size > maxBytes) throw new BodyTooLarge(maxBytes);
      chunks.push(Buffer.from(chunk as Uint8Array));
    }
  } catch (error) {
    if (error instanceof ApiError || error instanceof BodyTooLarge) throw error;
    throw new ApiError(400, 'The document could not be loaded from its address.');
  }
  return new Content(chunks);
}
