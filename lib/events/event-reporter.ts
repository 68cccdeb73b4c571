import { Logger } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';
import { CHANNELS } from './diagnostics-channels.js';
import type { AsposeAuthEvent } from './events.js';

/** Where an account's events go: its `events$`, the diagnostics channels, and the log. */
export interface EventReporter {
  readonly events$: Observable<AsposeAuthEvent>;
  report(event: AsposeAuthEvent): void;
}

/** One reporter an account, so that nobody sees another account's events. */
export function createEventReporter(): EventReporter {
  const logger = new Logger('AsposeAuth');
  const events = new Subject<AsposeAuthEvent>();
  return {
    events$: events.asObservable(),
    report(event) {
      events.next(event);
      const channel = CHANNELS[event.type];
      if (channel.hasSubscribers) channel.publish(event);
      const line = toLogLine(event);
      if (line) logger[line.level](line.text);
    },
  };
}

/** A line of the log with its level. */
export interface LogLine {
  readonly level: 'debug' | 'log' | 'warn' | 'error';
  readonly text: string;
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;

/** What an event is worth in the log: one short line for what a person should see, nothing for the rest. */
export function toLogLine(event: AsposeAuthEvent): LogLine | undefined {
  const who = event.account === 'default' ? '' : `[${event.account}] `;
  switch (event.type) {
    case 'token.acquired':
      return {
        level: 'debug',
        text: `${who}token ${event.source === 'store' ? 'taken from the store' : 'acquired'} (${event.reason}), lives ${seconds(event.lifetimeMs)}`,
      };
    case 'token.failed':
      return event.stillServing
        ? { level: 'warn', text: `${who}token refresh failed, the old token still serves: ${event.message}` }
        : { level: 'error', text: `${who}${event.message}` };
    case 'token.rejected':
      return { level: 'warn', text: `${who}token refused by the API before its end; asking for another` };
    case 'request.replay-skipped':
      // The failure has a line of its own, and a caller that no longer waits knows.
      if (event.reason === 'no-token') return undefined;
      return { level: 'warn', text: `${who}401 from ${event.origin} handed to the caller (${event.reason})` };
    case 'store.failed':
      return {
        level: 'warn',
        text: `${who}the token store is of no help (${event.message}); calls go on, each process with tokens of its own. Check the store`,
      };
    case 'store.recovered':
      return { level: 'log', text: `${who}the token store answers again; tokens are shared` };
    default:
      return undefined;
  }
}
