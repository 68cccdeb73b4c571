import { describe, expect, it } from '@jest/globals';
import type { TimelineEvent } from '../../sample-app/src/desk/protocol.js';
import { NO_CALLS, removeOldEvents } from '../../sample-app/src/desk/timeline-events.js';

const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const createControl = (at: number): TimelineEvent => ({ kind: 'control', at, text: 'All tokens were revoked.' });

describe('history of the document desk', () => {
  it('keeps what the event log shows, however old it is, and other calls for a minute', () => {
    const kept: TimelineEvent[] = [
      createControl(NOW - HOUR_MS),
      { kind: 'calls', at: NOW - HOUR_MS, ...NO_CALLS, completed: 5, unauthorized: 1, replayed: 1 },
      { kind: 'acquired', at: NOW - HOUR_MS, reason: 'cold', durationMs: 5, lifetimeMs: HOUR_MS },
      { kind: 'calls', at: NOW - 59_000, ...NO_CALLS, completed: 1 },
      { kind: 'naive', at: NOW - 59_000, tokenRequests: 1, failed: 0 },
    ];
    const removed: TimelineEvent[] = [
      { kind: 'calls', at: NOW - 61_000, ...NO_CALLS, completed: 1 },
      { kind: 'naive', at: NOW - 61_000, tokenRequests: 1, failed: 1 },
    ];
    expect(removeOldEvents([...kept.slice(0, 3), ...removed, ...kept.slice(3)], NOW)).toEqual(kept);
  });

  it('keeps the newest 1,000', () => {
    const events = Array.from({ length: 1_200 }, (_, index) => createControl(NOW - 1_200 + index));
    const history = removeOldEvents(events, NOW);
    expect([history.length, history[0]]).toEqual([1_000, events[200]]);
  });
});
