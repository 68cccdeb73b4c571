import { Inject, Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { AsposeTokenService } from 'nestjs-aspose-auth';
import { auditTime, concat, defer, interval, map, merge, type Observable, of, Subject, takeUntil } from 'rxjs';
import { ApiResponseMonitor } from './api-response-monitor.js';
import type { CallCounts, DeskUpdate, TimelineEvent } from './protocol.js';
import { SandboxControls } from './sandbox-controls/sandbox-controls.service.js';
import { getCallCount, increment, NO_CALLS, removeOldEvents, toTimelineEvent, withCalls } from './timeline-events.js';

/** Minimum interval between two messages, however much happens. */
const UPDATE_INTERVAL_MS = 150;
/** Keeps the connection open through proxies, and tells the page that it is alive. */
const HEARTBEAT_MS = 15_000;
/** When the browser reconnects after the connection is lost. */
const RETRY_MS = 1_000;

/** Event stream of the page: the state of the token and what happens to it, without secrets. */
@Injectable()
export class DeskEvents implements OnModuleDestroy {
  private readonly changed = new Subject<void>();
  private readonly updates = new Subject<DeskUpdate>();
  private readonly closed = new Subject<void>();
  /** Events and calls since the last message. */
  private newEvents: TimelineEvent[] = [];
  private newCalls: CallCounts = NO_CALLS;
  /** What a page shows that opens later, and calls since the application started. */
  private history: TimelineEvent[] = [];
  private allCalls: CallCounts = NO_CALLS;
  private naiveTotals = { tokenRequests: 0, failed: 0 };
  private documentChanges = 0;

  constructor(
    @Inject(AsposeTokenService) private readonly tokens: AsposeTokenService,
    @Inject(SandboxControls) private readonly controls: SandboxControls,
    @Inject(ApiResponseMonitor) monitor: ApiResponseMonitor,
  ) {
    this.changed.pipe(auditTime(UPDATE_INTERVAL_MS), takeUntil(this.closed)).subscribe(() => this.publish());
    tokens.events$.pipe(takeUntil(this.closed)).subscribe((event) => {
      const key = getCallCount(event);
      if (key) this.count(key);
      this.add(toTimelineEvent(event));
    });
    // A 401 does not end a call: the package reports either a replay or a skipped replay, which are counted above.
    monitor.statuses$.pipe(takeUntil(this.closed)).subscribe((status) => {
      if (status !== 401) this.count('completed');
    });
    controls.changes$.pipe(takeUntil(this.closed)).subscribe((text) => {
      this.add(text === undefined ? undefined : { kind: 'control', at: Date.now(), text });
    });
  }

  /** Stream for one page: the current state with the history, then all updates until the application closes. */
  stream(): Observable<MessageEvent> {
    const first = defer(() => of(this.createUpdate(this.history)));
    const messages = concat(first, this.updates).pipe(
      map((data, index): MessageEvent => ({ type: 'update', data, ...(index === 0 && { retry: RETRY_MS }) })),
    );
    const heartbeat = interval(HEARTBEAT_MS).pipe(map((): MessageEvent => ({ type: 'heartbeat', data: '' })));
    return merge(messages, heartbeat).pipe(takeUntil(this.closed));
  }

  /** Tells all pages that the list of documents may have changed. */
  reportDocumentChange(): void {
    this.documentChanges += 1;
    this.changed.next();
  }

  onModuleDestroy(): void {
    this.closed.next();
  }

  private count(key: keyof CallCounts): void {
    this.allCalls = increment(this.allCalls, key);
    this.newCalls = increment(this.newCalls, key);
    this.changed.next();
  }

  private add(event: TimelineEvent | undefined): void {
    if (event) this.newEvents.push(event);
    this.changed.next();
  }

  private publish(): void {
    const now = Date.now();
    const events = [...withCalls(this.newEvents, this.newCalls, now), ...this.getNaiveEvents(now)];
    this.newEvents = [];
    this.newCalls = NO_CALLS;
    this.history = removeOldEvents([...this.history, ...events], now);
    this.updates.next(this.createUpdate(events));
  }

  /** What the naive client has done since the last message, as one event if there is any. */
  private getNaiveEvents(at: number): TimelineEvent[] {
    const totals = this.controls.getNaiveTotals();
    const tokenRequests = totals.tokenRequests - this.naiveTotals.tokenRequests;
    const failed = totals.failed - this.naiveTotals.failed;
    this.naiveTotals = totals;
    return tokenRequests + failed > 0 ? [{ kind: 'naive', at, tokenRequests, failed }] : [];
  }

  private createUpdate(events: readonly TimelineEvent[]): DeskUpdate {
    const { tokenRequests, status, requesting, acquiredAt, refreshAt, waitAt, expiresAt, lastError } =
      this.tokens.state;
    const sandbox = this.controls.getState();
    return {
      now: Date.now(),
      token: { status, requesting, tokenRequests, acquiredAt, refreshAt, waitAt, expiresAt, lastError },
      counts: { ...this.allCalls, calls: this.allCalls.completed + this.allCalls.replaySkipped, tokenRequests },
      events,
      documentChanges: this.documentChanges,
      ...(sandbox && { sandbox }),
    };
  }
}
