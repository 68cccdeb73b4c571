import { HttpException } from '@nestjs/common';
import { isAxiosError } from 'axios';
import { AsposeAuthError } from 'nestjs-aspose-auth';
import { DESK_FOLDER } from '../documents/words-paths.js';
import { readAsposeMessage } from './aspose-message.js';
import { type FailedCall, toFailedCall, WordsCallError } from './failed-call.js';

/** Description of a failure for the client. */
export interface Problem {
  /** HTTP status of the response. */
  readonly status: number;
  /** What happened. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** When to try again, in ms. */
  readonly retryAfterMs?: number | undefined;
}

/** Converts any error to a problem. Never rejects. */
export async function toProblem(error: unknown): Promise<Problem> {
  if (AsposeAuthError.is(error)) return toAuthProblem(error);
  if (isAxiosError(error)) return toCallProblem(toFailedCall(error));
  if (error instanceof WordsCallError) return toCallProblem(error.call);
  if (error instanceof HttpException) return toHttpProblem(error);
  return { status: 500, message: 'The document desk failed unexpectedly. See its log for details.' };
}

/** There is no token. The package's messages contain no secret and say what to do. */
function toAuthProblem({ code, message, retryAfterMs }: AsposeAuthError): Problem {
  switch (code) {
    case 'ERR_ASPOSE_UNAVAILABLE':
    case 'ERR_ASPOSE_LOCKED_OUT':
    case 'ERR_ASPOSE_ABORTED':
      return { status: 503, message, hint: 'Nothing was changed. Try again later.', retryAfterMs };
    default:
      return {
        status: 502,
        message,
        hint: 'Nothing was changed. Fix the configuration of the document desk.',
        retryAfterMs,
      };
  }
}

/** Responses of Aspose that are about the client's request, and are therefore passed on with their status. */
const PASSED_ON: Record<number, { defaultMessage: string; hint?: string }> = {
  400: { defaultMessage: 'Aspose cannot process this request or document.' },
  404: { defaultMessage: 'There is no such document.', hint: 'GET /documents lists all documents.' },
  409: { defaultMessage: 'The request conflicts with a stored document.' },
  413: { defaultMessage: 'The document is too large for Aspose.' },
  501: { defaultMessage: 'The service does not support this.' },
};

/** A call to Aspose failed. */
async function toCallProblem(call: FailedCall): Promise<Problem> {
  const { host, status } = call;
  if (status === undefined) {
    const message = `Aspose at ${host} sent no usable response (${call.reason}).`;
    return { status: 503, message, hint: 'Check the address and the network, then try again.' };
  }
  const asposeMessage = await readAsposeMessage(call.body);
  const passedOn = PASSED_ON[status];
  if (passedOn) {
    // Clients do not know the folder.
    const message = asposeMessage?.replaceAll(`${DESK_FOLDER}/`, '') ?? passedOn.defaultMessage;
    return { status, message, hint: passedOn.hint };
  }
  if (status === 401 || status === 403) return toRejectedTokenProblem(call);
  const message = `Aspose at ${host} responded with ${status}${asposeMessage ? `: ${asposeMessage}` : '.'}`;
  if (status === 429 || status === 503) {
    return { status: 503, message, hint: 'Try again later.', retryAfterMs: parseRetryAfter(call.retryAfter) };
  }
  return { status: 502, message, hint: 'Try again. If it keeps failing, see https://status.aspose.cloud.' };
}

/** The package retries after a 401 with a new token if it can; `replaySkipReason` says why it did not. */
function toRejectedTokenProblem({ host, status, replaySkipReason }: FailedCall): Problem {
  if (replaySkipReason === 'body-not-replayable') {
    return {
      status: 503,
      message: `Aspose at ${host} rejected the access token during the upload. Nothing was stored.`,
      hint: 'Send the document again. It will be sent with a new token.',
      retryAfterMs: 1_000,
    };
  }
  const details = [status, replaySkipReason].filter((detail) => detail !== undefined).join(', ');
  const message = `Aspose at ${host} rejected the access token (${details}).`;
  return { status: 502, message, hint: 'Check that the credentials may use Aspose.Words Cloud.' };
}

/** The application, Nest or a body parser rejected the request. */
function toHttpProblem(error: HttpException): Problem {
  if (error.cause instanceof SyntaxError) {
    return { status: 400, message: `The body is not valid JSON: ${error.message}.` };
  }
  const body = error.getResponse();
  const { message, hint } = (typeof body === 'object' ? body : { message: body }) as {
    message?: unknown;
    hint?: unknown;
  };
  return {
    status: error.getStatus(),
    message: Array.isArray(message) ? message.join('; ') : typeof message === 'string' ? message : error.message,
    ...(typeof hint === 'string' ? { hint } : {}),
  };
}

/** Parses `Retry-After`, which is a number of seconds or a date (RFC 9110 §10.2.3), to ms from now. */
function parseRetryAfter(header: unknown): number | undefined {
  const value = typeof header === 'string' ? header : '';
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
