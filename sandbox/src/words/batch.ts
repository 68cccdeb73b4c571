import { Readable } from 'node:stream';
import type { Operation, Route } from '../api/router.js';
import { ApiError, ErrorResponses } from '../http/error-response.js';
import { multipartResponse, type ResponsePart } from '../http/multipart-response.js';
import { readBody } from '../http/request.js';
import type { HttpResponse } from '../http/response.js';
import { Content } from '../storage/content.js';

const PREFIX = '/v4.0/words';
const MAX_REQUESTS = 100;

/** Several operations in one request, in order. An operation can use the result of an earlier one as its body. */
export const BATCH_ROUTE: Route = {
  operation: 'Batch',
  method: 'PUT',
  pattern: `${PREFIX}/batch`,
  handler: runBatch,
};

/** One operation of a batch. */
interface BatchRequest {
  method: string;
  /** Relative to `/v4.0/words/`. */
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

async function runBatch(operation: Operation): Promise<HttpResponse> {
  const contentType = operation.request.headers['content-type'] ?? '';
  const boundary = /^multipart\/[^;]+;.*\bboundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw new ApiError(400, 'The body of a batch must be multipart/mixed with a boundary.');
  const body = (await readBody(operation.request, operation.maxFileBytes)).bytes();
  const requests = splitParts(body, boundary).map(parseRequest);
  if (requests.length === 0) throw new ApiError(400, 'The batch contains no requests.');
  if (requests.length > MAX_REQUESTS) throw new ApiError(400, `A batch may contain ${MAX_REQUESTS} requests at most.`);

  const results = new Map<string, Content>();
  const responses = new Map<BatchRequest, HttpResponse>();
  const order = sortByDependencies(requests);
  for (const request of order) {
    const response = await runRequest(request, operation, results);
    results.set(getId(request), response.body);
    responses.set(request, response);
  }
  const isShort = operation.query.get('displayIntermediateResults')?.toLowerCase() === 'false';
  // In the order in which they ran, as the official test suite expects.
  return multipartResponse(
    (isShort ? order.slice(-1) : order).map((request) => toPart(getId(request), responses.get(request)!)),
  );
}

function getId(request: BatchRequest): string {
  return request.headers.requestid ?? '';
}

/** Moves each request behind the one that its header `DependsOn` names. */
function sortByDependencies(requests: readonly BatchRequest[]): BatchRequest[] {
  const sorted: BatchRequest[] = [];
  const waiting = [...requests];
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ headers: { dependson } }) => {
      return dependson === undefined || sorted.some((request) => getId(request) === dependson);
    });
    if (next < 0) throw new ApiError(400, 'A request of the batch depends on one that the batch does not contain.');
    sorted.push(...waiting.splice(next, 1));
  }
  return sorted;
}

/** A body `resultOf(id)` is replaced by the result of the request with that id. */
async function runRequest(
  request: BatchRequest,
  { runOperation }: Operation,
  results: ReadonlyMap<string, Content>,
): Promise<HttpResponse> {
  const errors = new ErrorResponses('words');
  try {
    if (/^\/*batch\b/i.test(request.url)) throw new ApiError(400, 'A batch cannot contain a batch.');
    const body = replaceResults(request.body, results);
    const stream = Object.assign(Readable.from([body]), {
      headers: { ...request.headers, 'content-length': String(body.length) },
      complete: true,
      method: request.method,
      url: `${PREFIX}/${request.url}`,
    });
    return await runOperation(stream);
  } catch (error) {
    return errors.fromError(error);
  }
}

const REFERENCE = /resultOf\(([\w-]{1,64})\)/g;

function replaceResults(body: Buffer, results: ReadonlyMap<string, Content>): Buffer {
  if (!body.includes('resultOf(')) return body;
  const chunks: Buffer[] = [];
  let end = 0;
  for (const match of body.toString('latin1').matchAll(REFERENCE)) {
    const result = results.get(match[1]!);
    if (!result) throw new ApiError(400, 'The request refers to the result of a request that did not run before it.');
    chunks.push(body.subarray(end, match.index), result.bytes());
    end = match.index + match[0].length;
  }
  return Buffer.concat([...chunks, body.subarray(end)]);
}

/** Splits a multipart body into its parts, each with its headers. */
function splitParts(body: Buffer, boundary: string): Buffer[] {
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    const next = body.indexOf(delimiter, start + delimiter.length);
    if (next < 0) break;
    parts.push(body.subarray(start + delimiter.length + 2, next - 2)); // without the line breaks on both sides
    start = next;
  }
  return parts;
}

/** Parses a part: its own headers, a request line relative to the API, the request's headers, and its body. */
function parseRequest(part: Buffer): BatchRequest {
  const [, message] = splitAtBlankLine(part);
  const [head, body] = splitAtBlankLine(message);
  const [requestLine = '', ...lines] = head.toString('utf8').split('\r\n');
  const [, method, url] = /^([A-Za-z]+) +(\S+)/.exec(requestLine) ?? [];
  if (method === undefined || url === undefined) throw new ApiError(400, 'A request of the batch has no request line.');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { method: method.toUpperCase(), url, headers: Object.fromEntries(headers) as Record<string, string>, body };
}

function splitAtBlankLine(bytes: Buffer): [Buffer, Buffer] {
  const at = bytes.indexOf('\r\n\r\n');
  return at < 0 ? [bytes, Buffer.alloc(0)] : [bytes.subarray(0, at), bytes.subarray(at + 4)];
}

/** SDKs expect a status line between the headers of a part and those of the response. */
function toPart(id: string, response: HttpResponse): ResponsePart {
  const type = String(response.headers['Content-Type'] ?? 'application/octet-stream');
  return {
    headers: [
      'Content-Type: application/http; msgtype=response',
      'Content-Disposition: form-data',
      '',
      `${response.status} ${response.status < 300 ? 'OK' : 'Error'}`,
      `RequestId: ${id}`,
      `Content-Type: ${type}`,
      `Content-Length: ${response.body.size}`,
    ],
    body: response.body,
  };
}
