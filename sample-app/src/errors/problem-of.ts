import { HttpException } from '@nestjs/common';
import { isAxiosError } from 'axios';
import { AsposeAuthError } from 'nestjs-aspose-auth';
import { authProblem } from './auth-problem.js';
import { callProblem } from './call-problem.js';
import { callOf } from './failed-call.js';
import type { Problem } from './problem.js';
import { WordsCallError } from './words-call-error.js';

/** What to tell the client about any error. Never rejects. */
export async function problemOf(error: unknown): Promise<Problem> {
  if (AsposeAuthError.is(error)) return authProblem(error);
  if (isAxiosError(error)) return callProblem(callOf(error));
  if (error instanceof WordsCallError) return callProblem(error.call);
  if (error instanceof HttpException) return ownProblem(error);
  return { status: 500, message: 'Something went wrong in the document desk; its log says what.' };
}

/** What the application, Nest, or a body parser refused. */
function ownProblem(error: HttpException): Problem {
  if (error.cause instanceof SyntaxError)
    return { status: 400, message: `The body is no valid JSON: ${error.message}.` };
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
