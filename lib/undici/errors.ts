import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { axiosRoot } from '../util/axios.js';
import type { SentRequest } from './client-request.js';
import { canceled, timeoutError } from './deadline.js';

/** Whose failure it is. */
export interface Failing {
  readonly config: InternalAxiosRequestConfig;
  readonly request: SentRequest;
}

/** What undici's codes are called by Node and axios. */
const CODES: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_OVERFLOW: 'HPE_HEADER_OVERFLOW',
  UND_ERR_INVALID_ARG: 'ERR_BAD_REQUEST',
  UND_ERR_NOT_SUPPORTED: 'ERR_BAD_REQUEST',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'ERR_BAD_REQUEST',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'HPE_UNEXPECTED_CONTENT_LENGTH',
};
/** What Node calls the parser's reasons, which undici gives in words alone. */
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
const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

const codeOf = (error: Error) => (error as { code?: string }).code ?? '';

function caused(text: string, code: string, cause: Error): Error {
  return Object.assign(new Error(text, { cause }), { code });
}

/** How Node puts the failure of a request that has found no answer. */
function asNode(error: Error): Error {
  const code = codeOf(error);
  if (error.name === 'HTTPParserError' && !code) {
    // Its first sentence is about HTTP in general, the reason stands in brackets.
    const reason = error.message.replace(/^[^(]*\(/, '');
    const known = PARSER_CODES.find(([words]) => words.test(reason));
    return caused(`Parse Error: ${reason.replace(/\)$/, '')}`, known?.[1] ?? 'ERR_BAD_RESPONSE', error);
  }
  if (code === 'UND_ERR_SOCKET') return caused('socket hang up', 'ECONNRESET', error);
  if (!code.startsWith('UND_ERR_')) return error;
  return caused(error.message, CODES[code] ?? 'ERR_NETWORK', error);
}

/** True where an answer ended without as many bytes as it had announced. */
export const isLengthMismatch = (error: Error): boolean => codeOf(error) === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';

/** The error that a call ends with where undici failed before the answer began. */
export function failureOf(error: Error, { config, request }: Failing): Error {
  if (axiosRoot.isAxiosError(error) || axiosRoot.isCancel(error)) return error;
  const code = codeOf(error);
  if (TIMEOUTS.has(code)) return timeoutError(config, request);
  // The body was closed before its end; a proxy that refuses the tunnel has the same code.
  const isClosed = code === 'UND_ERR_ABORTED' && !error.message.startsWith('Proxy');
  if (isClosed) return canceled(config, request, 'Request stream has been aborted');
  return axiosRoot.AxiosError.from(asNode(error), undefined, config, request);
}

/** What a streamed answer that breaks off is destroyed with; where undici itself ran out of time, the timeout. */
export function streamFailureOf(error: Error, { config, request }: Failing): Error {
  if (axiosRoot.isAxiosError(error) || axiosRoot.isCancel(error)) return error;
  if (TIMEOUTS.has(codeOf(error))) return timeoutError(config, request);
  return caused('aborted', 'ECONNRESET', error);
}

/** The error of a call whose answer broke off or could not be read. */
export function brokenAnswer(error: Error, { config, request }: Failing, response: AxiosResponse): Error {
  if (axiosRoot.isAxiosError(error) || axiosRoot.isCancel(error)) return error;
  if (codeOf(error) !== 'ECONNRESET') {
    return axiosRoot.AxiosError.from(error, undefined, config, request, response);
  }
  const text = 'stream has been aborted';
  const broken = new axiosRoot.AxiosError(text, 'ERR_BAD_RESPONSE', config, request, response);
  return Object.defineProperty(broken, 'cause', { value: error, configurable: true, writable: true });
}

/** The error of an answer that is longer than the caller allows. */
export function tooLong({ config, request }: Failing): Error {
  const text = `maxContentLength size of ${config.maxContentLength} exceeded`;
  return new axiosRoot.AxiosError(text, 'ERR_BAD_RESPONSE', config, request);
}
