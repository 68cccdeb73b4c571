import type { Readable } from 'node:stream';
import type { AxiosHeaders, AxiosResponse } from 'axios';
import { toText } from '../http/response-body.js';
import { axiosRoot } from '../util/axios.js';
import { createMaxContentLengthError, toBrokenResponseError } from './errors.js';
import { decodeBody, hasNoBody, limitBody, needsDecoding, readAll } from './response-body.js';
import { type ResponseHead, toAxiosHeaders } from './response-headers.js';
import type { ResponseStream } from './response-stream.js';
import type { RequestContext } from './undici-request.js';

/** A response as received from undici. */
export interface UndiciResponse extends ResponseHead {
  /** Complete, or as a stream. `undefined` if the body is discarded. */
  body: Buffer | ResponseStream | undefined;
}

/**
 * Converts a response to that of axios: with its body decoded, limited to `maxContentLength` and in the form that `responseType`
 * asks for.
 *
 * @throws AxiosError if `validateStatus` rejects the status or the body cannot be read.
 */
export function toAxiosResponse(
  context: RequestContext,
  head: ResponseHead,
  body: Buffer | Readable,
): AxiosResponse | Promise<AxiosResponse> {
  return Buffer.isBuffer(body) ? fromBuffer(context, head, body) : fromStream(context, head, body);
}

/**
 * True for a 401 to a sender that may send the request again: it gets the response as soon as the head has arrived, because the body
 * may be slow, or never end.
 */
export const wantsHead = ({ deadline }: RequestContext, { status }: ResponseHead): boolean =>
  status === 401 && deadline.isShared;

/** Creates a response whose `data` is still missing. */
export function createAxiosResponse(context: RequestContext, head: ResponseHead): AxiosResponse {
  const { config, request } = context;
  const { status, statusText, headers } = head;
  return { data: undefined, status, statusText, headers: toAxiosHeaders(headers), config, request };
}

/** For a complete body. */
function fromBuffer(context: RequestContext, head: ResponseHead, body: Buffer): AxiosResponse {
  const response = createAxiosResponse(context, head);
  context.deadline.close();
  if (context.config.decompress !== false && hasNoBody(context.request.method, head.status)) {
    (response.headers as AxiosHeaders).delete('content-encoding');
  }
  response.data = toData(body, context, response);
  return assertValidStatus(response, context);
}

/** For a body that is still arriving: `data` is its stream, or its content after it has been decoded. */
async function fromStream(context: RequestContext, head: ResponseHead, stream: Readable): Promise<AxiosResponse> {
  const { config, deadline } = context;
  const response = createAxiosResponse(context, head);
  const limit = config.maxContentLength ?? -1;
  let body = needsDecoding(context, head) ? decodeBody(stream, response.headers as AxiosHeaders) : stream;
  if (limit > -1) body = limitBody(body, limit, () => createMaxContentLengthError(context));
  const destroy = (error: Error) => void body.destroy(error);
  deadline.onFailure = destroy;
  if (config.responseType === 'stream' || wantsHead(context, head)) {
    body
      .on('error', () => undefined)
      .once('close', () => {
        if (deadline.onFailure === destroy) deadline.close(); // otherwise the next attempt uses it already
      });
    response.data = body;
    return assertValidStatus(response, context);
  }
  try {
    const bytes = await readAll(body);
    deadline.close();
    response.data = toData(bytes, context, response);
  } catch (error) {
    throw toBrokenResponseError(error as Error, context, response);
  }
  return assertValidStatus(response, context);
}

function toData(bytes: Buffer, context: RequestContext, response: AxiosResponse): unknown {
  const { responseType, responseEncoding } = context.config;
  if (responseType === 'arraybuffer') return bytes;
  try {
    return toText(bytes, responseEncoding as BufferEncoding | undefined);
  } catch (error) {
    throw toBrokenResponseError(error as Error, context, response);
  }
}

/** Returns the response, or throws as axios does if `validateStatus` rejects it. */
function assertValidStatus(response: AxiosResponse, { config, request }: RequestContext): AxiosResponse {
  const { status } = response;
  const { validateStatus } = config;
  if (!status || !validateStatus || validateStatus(status)) return response;
  const code = status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
  throw new axiosRoot.AxiosError(`Request failed with status code ${status}`, code, config, request, response);
}
