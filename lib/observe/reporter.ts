import { Logger } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';
import { CHANNELS } from './channels.js';
import type { AsposeAuthEvent } from './events.js';
import { logLineOf } from './log-line.js';

/** Where an account's events go: its `events$`, the diagnostics channels, and the log. */
export interface Reporter {
  readonly events$: Observable<AsposeAuthEvent>;
  report(event: AsposeAuthEvent): void;
}

/** One reporter an account, so that nobody sees another account's events. */
export function createReporter(): Reporter {
  const logger = new Logger('AsposeAuth');
  const events = new Subject<AsposeAuthEvent>();
  return {
    events$: events.asObservable(),
    report(event) {
      events.next(event);
      const channel = CHANNELS[event.type];
      if (channel.hasSubscribers) channel.publish(event);
      const line = logLineOf(event);
      if (line) logger[line.level](line.text);
    },
  };
}
