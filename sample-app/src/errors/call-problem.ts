import { DESK_FOLDER } from '../documents/words-paths.js';
import { asposeMessage } from './aspose-message.js';
import type { FailedCall } from './failed-call.js';
import type { Problem } from './problem.js';

/** Answers that are about the client's request, so that the client gets them as they are. */
const ABOUT_THE_REQUEST: Record<number, { otherwise: string; hint?: string }> = {
  400: { otherwise: 'Aspose cannot work with this request or document.' },
  404: { otherwise: 'There is no such document.', hint: 'GET /documents lists what there is.' },
  409: { otherwise: 'The request is at odds with what is stored.' },
  413: { otherwise: 'The document is too large for Aspose.' },
  501: { otherwise: 'The service cannot do this.' },
};

/** What to tell a client when a call to Aspose failed. */
export async function callProblem({ host, status, reason, body, retryAfter, refusal }: FailedCall): Promise<Problem> {
  if (status === undefined) {
    const message = `Aspose at ${host} gives no answer that can be used (${reason}).`;
    return { status: 503, message, hint: 'Check that the address is right and the network up; then try again.' };
  }
  const said = await asposeMessage(body);
  const known = ABOUT_THE_REQUEST[status];
  // Clients know nothing of the folder.
  if (known) return { status, message: said?.replaceAll(`${DESK_FOLDER}/`, '') ?? known.otherwise, hint: known.hint };
  if (status === 401 || status === 403) return refusedToken(status, host, refusal);
  const answered = `Aspose at ${host} answered ${status}${said ? `: ${said}` : '.'}`;
  if (status === 429 || status === 503) {
    return { status: 503, message: answered, hint: 'Try again later.', retryAfterMs: retryAfterMs(retryAfter) };
  }
  return { status: 502, message: answered, hint: 'Try again; if it stays so, see https://status.aspose.cloud.' };
}

/** The package cures a 401 with another token where it can; `why` says why it could not. */
function refusedToken(status: number, host: string, why: FailedCall['refusal']): Problem {
  if (why === 'body-not-replayable') {
    const message = `Aspose at ${host} refused the access token in the middle of the upload, and nothing was stored.`;
    return {
      status: 503,
      message,
      hint: 'Send the document again; another token is ready by then.',
      retryAfterMs: 1_000,
    };
  }
  const message = `Aspose at ${host} refused the access token (${status}${why ? `, ${why}` : ''}).`;
  return { status: 502, message, hint: 'Check that the credentials may use Aspose.Words Cloud.' };
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3). */
function retryAfterMs(header: unknown): number | undefined {
  const value = typeof header === 'string' ? header : '';
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
