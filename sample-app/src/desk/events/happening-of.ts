import type { AsposeAuthEvent } from 'nestjs-aspose-auth';
import type { CallTally, Happening } from '../wire.js';

/** What an event adds to the tally of calls. */
const TALLIED: Partial<Record<AsposeAuthEvent['type'], keyof CallTally>> = {
  'request.unauthorized': 'unauthorized',
  'request.replayed': 'replayed',
  'request.replay-skipped': 'refused',
};

/** The count that an event belongs to, where it is about one call of maybe a thousand. */
export const tallyOf = ({ type }: AsposeAuthEvent): keyof CallTally | undefined => TALLIED[type];

/** An event for the page, field by field, so that what later versions add does not reach the browser unseen. */
export function happeningOf(event: AsposeAuthEvent): Happening | undefined {
  const { at } = event;
  switch (event.type) {
    case 'token.requested':
      return { kind: 'requested', at, reason: event.reason, attempt: event.attempt };
    case 'token.acquired':
      return { kind: 'acquired', at, reason: event.reason, durationMs: event.durationMs, lifetimeMs: event.lifetimeMs };
    case 'token.failed': {
      const { durationMs, code, message, stillServing, retryAfterMs } = event;
      return { kind: 'failed', at, durationMs, code, message, stillServing, ...(retryAfterMs && { retryAfterMs }) };
    }
    case 'token.rejected':
      return { kind: 'rejected', at };
    default:
      return undefined;
  }
}
