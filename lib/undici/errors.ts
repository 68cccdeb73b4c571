import type { AxiosResponse } from 'axios';
import { axiosRoot } from '../util/axios.js';
import { createCancelError, createTimeoutError } from '../util/request-deadline.js';
import type { RequestContext } from './undici-request.js';

/** The codes of Node and axios for undici's codes. */
const CODES: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_OVERFLOW: 'HPE_HEADER_OVERFLOW',
  UND_ERR_INVALID_ARG: 'ERR_BAD_REQUEST',
  UND_ERR_NOT_SUPPORTED: 'ERR_BAD_REQUEST',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'ERR_BAD_REQUEST',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'HPE_UNEXPECTED_CONTENT_LENGTH',
};
/** Node's codes for the parser's reasons, which undici states in words only. */
const PARSER_CODES: readonly (readonly [RegExp, string])[] = [
  [/Expected HTTP/, 'HPE_INVALID_CONSTANT'],
  [/Invalid status/, 'HPE_INVALID_STATUS'],
  [/HTTP version/, 'HPE_INVALID_VERSION'],
  [/expected LF/, 'HPE_LF_EXPECTED'],
  [/expected CR/, 'HPE_CR_EXPECTED'],
  [/Content-Length/i, 'HPE_UNEXPECTED_CONTENT_LENGTH'],
  [/chunk size/, 'HPE_INVALID_CHUNK_SIZE'],
  [/header/i, 'HPE_INVALID_HEADER_TOKEN'],
];
const TIMEOUT_CODES = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** Converts a failure before the response began to the error that axios' adapter over Node's http reports. */
export function toError(error: Error, { config, request }: RequestContext): Error {
  if (isAxiosError(error)) return error;
  const code = getCode(error);
  if (TIMEOUT_CODES.has(code)) return createTimeoutError(config, request);
  if (isBodyClosed(error)) return createCancelError(config, request, 'Request stream has been aborted');
  return axiosRoot.AxiosError.from(toNodeError(error), undefined, config, request);
}

/** Converts a failure in the middle of a body to the error that the streamed body is destroyed with. */
export function toStreamError(error: Error, { config, request }: RequestContext): Error {
  if (isAxiosError(error)) return error;
  if (TIMEOUT_CODES.has(getCode(error))) return createTimeoutError(config, request);
  if (isBodyClosed(error)) return createCancelError(config, request, 'Request stream has been aborted');
  return createError('aborted', 'ECONNRESET', error);
}

/** Converts the failure of a response that broke off or could not be decoded to the error of the call. */
export function toBrokenResponseError(
  error: Error,
  { config, request }: RequestContext,
  response: AxiosResponse,
): Error {
  if (isAxiosError(error)) return error;
  if (getCode(error) !== 'ECONNRESET') {
    return axiosRoot.AxiosError.from(error, undefined, config, request, response);
  }
  const text = 'stream has been aborted';
  const broken = new axiosRoot.AxiosError(text, 'ERR_BAD_RESPONSE', config, request, response);
  return Object.defineProperty(broken, 'cause', { value: error, configurable: true, writable: true });
}

/** Creates the error of a response that exceeds `maxContentLength`. */
export function createMaxContentLengthError({ config, request }: RequestContext): Error {
  const text = `maxContentLength size of ${config.maxContentLength} exceeded`;
  return new axiosRoot.AxiosError(text, 'ERR_BAD_RESPONSE', config, request);
}

/** Tells whether a response ended with fewer bytes than its `Content-Length`. */
export function isLengthMismatch(error: Error): boolean {
  return getCode(error) === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
}

/** Converts a failure to the error that Node's http reports. */
function toNodeError(error: Error): Error {
  const code = getCode(error);
  if (error.name === 'HTTPParserError' && !code) {
    // The first sentence is about HTTP in general. The reason is in parentheses.
    const reason = error.message.replace(/^[^(]*\(/, '');
    const known = PARSER_CODES.find(([words]) => words.test(reason));
    return createError(`Parse Error: ${reason.replace(/\)$/, '')}`, known?.[1] ?? 'ERR_BAD_RESPONSE', error);
  }
  if (code === 'UND_ERR_SOCKET') return createError('socket hang up', 'ECONNRESET', error);
  if (!code.startsWith('UND_ERR_')) return error;
  return createError(error.message, CODES[code] ?? 'ERR_NETWORK', error);
}

function createError(text: string, code: string, cause: Error): Error {
  return Object.assign(new Error(text, { cause }), { code });
}

function getCode(error: Error): string {
  return (error as { code?: string }).code ?? '';
}

/** True if the source of the request body was closed before its end. The same code is used if a proxy rejects the tunnel. */
function isBodyClosed(error: Error): boolean {
  return getCode(error) === 'UND_ERR_ABORTED' && !error.message.startsWith('Proxy');
}

/** Includes the errors of aborted requests. */
function isAxiosError(error: Error): boolean {
  return axiosRoot.isAxiosError(error) || axiosRoot.isCancel(error);
}
