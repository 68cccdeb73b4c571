import { Inject, Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { AsposeTokenService } from 'nestjs-aspose-auth';
import { auditTime, concat, defer, interval, map, merge, type Observable, of, Subject, takeUntil } from 'rxjs';
import { SandboxSwitches } from '../switches/sandbox-switches.js';
import type { CallTally, Happening, News } from '../wire.js';
import { CallMeter } from './call-meter.js';
import { happeningOf, tallyOf } from './happening-of.js';
import { added, gathered, NOTHING, remembered } from './happenings.js';

/** Messages are this far apart at least, however much happens. */
const PACE_MS = 150;
/** Tells proxies and the page that the connection lives. */
const HEARTBEAT_MS = 15_000;
/** When the browser comes back after the connection is lost. */
const RETRY_MS = 1_000;

/** The event stream of the page: the token's state and what happens to it, without secrets. */
@Injectable()
export class DeskEvents implements OnModuleDestroy {
  private readonly changed = new Subject<void>();
  private readonly news = new Subject<News>();
  private readonly closed = new Subject<void>();
  private fresh: Happening[] = [];
  private freshCalls: CallTally = NOTHING;
  private past: Happening[] = [];
  private calls: CallTally = NOTHING;

  constructor(
    @Inject(AsposeTokenService) private readonly tokens: AsposeTokenService,
    @Inject(SandboxSwitches) private readonly switches: SandboxSwitches,
    @Inject(CallMeter) meter: CallMeter,
  ) {
    this.changed.pipe(auditTime(PACE_MS), takeUntil(this.closed)).subscribe(() => this.publish());
    tokens.events$.pipe(takeUntil(this.closed)).subscribe((event) => {
      const tally = tallyOf(event);
      if (tally) this.count(tally);
      this.add(happeningOf(event));
    });
    // A 401 is no end of a call: a replay follows, or a refusal that is counted as such.
    meter.answers$.pipe(takeUntil(this.closed)).subscribe((status) => {
      if (status !== 401) this.count('hits');
    });
    switches.changes$.pipe(takeUntil(this.closed)).subscribe((text) => {
      this.add(text === undefined ? undefined : { kind: 'switched', at: Date.now(), text });
    });
  }

  /** For one page: where things stand, with the last minute; then whatever happens; ends when the application does. */
  stream(): Observable<MessageEvent> {
    const first = defer(() => of(this.snapshot(this.past)));
    const messages = concat(first, this.news).pipe(
      map((data, index): MessageEvent => ({ type: 'news', data, ...(index === 0 && { retry: RETRY_MS }) })),
    );
    const heartbeat = interval(HEARTBEAT_MS).pipe(map((): MessageEvent => ({ type: 'heartbeat', data: '' })));
    return merge(messages, heartbeat).pipe(takeUntil(this.closed));
  }

  onModuleDestroy(): void {
    this.closed.next();
  }

  private count(key: keyof CallTally): void {
    this.calls = added(this.calls, key);
    this.freshCalls = added(this.freshCalls, key);
    this.changed.next();
  }

  private add(happening: Happening | undefined): void {
    if (happening) this.fresh.push(happening);
    this.changed.next();
  }

  private publish(): void {
    const now = Date.now();
    const happenings = gathered(this.fresh, this.freshCalls, now);
    this.fresh = [];
    this.freshCalls = NOTHING;
    this.past = remembered(this.past, happenings, now);
    this.news.next(this.snapshot(happenings));
  }

  private snapshot(happenings: readonly Happening[]): News {
    const { tokenRequests, status, requesting, acquiredAt, refreshAt, waitAt, expiresAt, lastError } =
      this.tokens.state;
    const sandbox = this.switches.state();
    return {
      now: Date.now(),
      token: { status, requesting, tokenRequests, acquiredAt, refreshAt, waitAt, expiresAt, lastError },
      counts: { ...this.calls, calls: this.calls.hits + this.calls.refused, tokenRequests },
      happenings,
      ...(sandbox && { sandbox }),
    };
  }
}
