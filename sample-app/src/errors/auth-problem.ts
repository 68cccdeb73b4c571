import type { AsposeAuthError } from 'nestjs-aspose-auth';
import type { Problem } from './problem.js';

/** What to tell a client when no token was to be had. The package's messages hold no secret and say what to do. */
export function authProblem({ code, message, retryAfterMs }: AsposeAuthError): Problem {
  switch (code) {
    case 'ERR_ASPOSE_UNAVAILABLE':
    case 'ERR_ASPOSE_LOCKED_OUT':
    case 'ERR_ASPOSE_ABORTED':
      return { status: 503, message, hint: 'Nothing was done. Try again later.', retryAfterMs };
    default:
      return { status: 502, message, hint: 'Nothing was done. Whoever runs the desk has to look at it.', retryAfterMs };
  }
}
