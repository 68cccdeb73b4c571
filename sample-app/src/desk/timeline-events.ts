import type { AsposeAuthEvent } from 'nestjs-aspose-auth';
import type { CallCounts, TimelineEvent } from './protocol.js';

/** Length of the page's timeline. */
const RECENT_MS = 60_000;
const MAX_HISTORY = 1_000;

export const NO_CALLS: CallCounts = { completed: 0, unauthorized: 0, replayed: 0, replaySkipped: 0 };

/** Converts an event of the package. Copies field by field, so that fields of later versions do not reach the browser. */
export function toTimelineEvent(event: AsposeAuthEvent): TimelineEvent | undefined {
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

const COUNTED: Partial<Record<AsposeAuthEvent['type'], keyof CallCounts>> = {
  'request.unauthorized': 'unauthorized',
  'request.replayed': 'replayed',
  'request.replay-skipped': 'replaySkipped',
};

/** Returns the count that an event about a single call increases; `undefined` for other events. */
export function getCallCount({ type }: AsposeAuthEvent): keyof CallCounts | undefined {
  return COUNTED[type];
}

export function increment(counts: CallCounts, key: keyof CallCounts): CallCounts {
  return { ...counts, [key]: counts[key] + 1 };
}

/** Adds the calls, if there are any, to the events as one event. */
export function withCalls(events: readonly TimelineEvent[], calls: CallCounts, at: number): TimelineEvent[] {
  const hasCalls = Object.values(calls).some((count) => count > 0);
  return hasCalls ? [...events, { kind: 'calls', at, ...calls }] : [...events];
}

/** Keeps the history: what the event log shows, and everything of the last minute. If there is too much, the newest. */
export function removeOldEvents(events: readonly TimelineEvent[], now: number): TimelineEvent[] {
  return events.filter((event) => event.at > now - RECENT_MS || isLogged(event)).slice(-MAX_HISTORY);
}

/** True if the event log has a line for it. */
function isLogged(event: TimelineEvent): boolean {
  if (event.kind === 'naive') return false;
  return event.kind !== 'calls' || event.unauthorized + event.replayed + event.replaySkipped > 0;
}
