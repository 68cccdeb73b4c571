import type { ReplayRefusal } from '../observe/events.js';

const WHY: Readonly<Record<ReplayRefusal, string>> = {
  'body-not-replayable':
    'and what was to be sent is a stream that cannot be read a second time. Call again with a new stream, or pass a Buffer or fs.createReadStream(path), which are sent again by themselves.',
  'already-replayed':
    'and another token after it. Check what the application may do in the dashboard, and the baseUrl.',
  'same-token': 'and the token endpoint has no other. Check that baseUrl and tokenUrl belong together.',
  'not-a-token-problem': 'for a reason that another token would not cure.',
  rejecting:
    'as it did the tokens before it, so that no other is asked for at the moment. Check that baseUrl and tokenUrl belong together, and the API.',
};

/** What a caller of an SDK gets for a 401 that was not cured: the SDKs' own errors do not say what happened. */
export function unauthorizedError(call: string, origin: string, refusal: ReplayRefusal, cause: unknown): Error {
  const error = new Error(`${call}: ${new URL(origin).host} refused the token (401), ${WHY[refusal]}`, { cause });
  return Object.assign(error, { status: 401, asposeAuth: refusal });
}
