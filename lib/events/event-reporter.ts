import { Logger } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';
import { toOneLine } from '../util/to-one-line.js';
import { CHANNELS } from './diagnostics-channels.js';
import type { AsposeAuthEvent } from './events.js';

/** Reports the events of an account to its `events$`, to the diagnostics channels, and to the log. */
export interface EventReporter {
  readonly events$: Observable<AsposeAuthEvent>;
  report(event: AsposeAuthEvent): void;
  /** Completes `events$`: the account was closed, forgotten or evicted. */
  complete(): void;
}

const MAX_LOGGED_ORIGINS = 100;

/** Creates the reporter of one account. Accounts do not share one, so that each sees its own events only. */
export function createEventReporter(): EventReporter {
  const logger = new Logger('AsposeAuth');
  const events = new Subject<AsposeAuthEvent>();
  /**
   * The failures that were logged since the last token. Each code is logged once, however often it recurs, and once more when
   * calls begin to fail (T-12).
   */
  const loggedFailures = new Set<string>();
  /** Origins that are not allowed, each logged once: a service beside Aspose may answer 401 to every call. */
  const loggedOrigins = new Set<string>();
  const isLogged = (event: AsposeAuthEvent): boolean => {
    if (event.type === 'token.acquired') loggedFailures.clear();
    if (event.type === 'request.replay-skipped' && event.reason === 'origin-not-allowed') {
      const isKnown = loggedOrigins.has(event.origin) || loggedOrigins.size >= MAX_LOGGED_ORIGINS;
      if (!isKnown) loggedOrigins.add(event.origin);
      return !isKnown;
    }
    if (event.type !== 'token.failed') return true;
    const failure = `${event.code} ${event.stillServing}`;
    const isNew = !loggedFailures.has(failure);
    loggedFailures.add(failure);
    return isNew;
  };
  return {
    events$: events.asObservable(),
    report(event) {
      events.next(event);
      const channel = CHANNELS[event.type];
      if (channel.hasSubscribers) channel.publish(event);
      const line = isLogged(event) ? toLogLine(event) : undefined;
      if (line) log(logger, line);
    },
    complete: () => events.complete(),
  };
}

/** A logger that throws must not fail the call whose event it logs. */
function log(logger: Logger, { level, text }: LogLine): void {
  try {
    logger[level](toOneLine(text));
  } catch {
    // no other place to report it
  }
}

/** A line of the log. */
export interface LogLine {
  readonly level: 'debug' | 'log' | 'warn' | 'error';
  readonly text: string;
}

/** The log line of an event; `undefined` for events that need no attention. */
export function toLogLine(event: AsposeAuthEvent): LogLine | undefined {
  const prefix = event.account === 'default' ? '' : `[${event.account}] `;
  switch (event.type) {
    case 'token.acquired': {
      const action = event.source === 'store' ? 'taken from the store' : 'acquired';
      const text = `${prefix}token ${action} (${event.reason}), valid for ${formatSeconds(event.lifetimeMs)}`;
      return { level: 'debug', text };
    }
    case 'token.failed': {
      const wait = event.retryAfterMs === undefined ? '' : ` Next try in ${formatSeconds(event.retryAfterMs)}.`;
      const text = event.message + wait;
      return event.stillServing
        ? { level: 'warn', text: `${prefix}token refresh failed, the current token is still used: ${text}` }
        : { level: 'error', text: `${prefix}${text}` };
    }
    case 'token.rejected':
      return { level: 'warn', text: `${prefix}the API rejected the token before it expired` };
    case 'request.replay-skipped':
      // The failed fetch has its own line, and a caller that no longer waits knows why.
      if (event.reason === 'no-token') return undefined;
      if (event.reason === 'origin-not-allowed') {
        const text = `${prefix}401 from ${event.origin}, which gets no token because it is not an allowed origin. If it accepts tokens of this account, add it to allowedOrigins`;
        return { level: 'warn', text };
      }
      return { level: 'warn', text: `${prefix}401 from ${event.origin} returned to the caller (${event.reason})` };
    case 'store.failed':
      return {
        level: 'warn',
        text: `${prefix}the token store failed (${event.message}). Calls go on, each process with its own tokens. Check the store`,
      };
    case 'store.recovered':
      return { level: 'log', text: `${prefix}the token store has recovered; tokens are shared` };
    default:
      return undefined;
  }
}

const formatSeconds = (ms: number) => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
