import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  type Attributes,
  context,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { TOKEN_FETCH_SETTLED, type TokenFetchSettled } from '../events/diagnostics-channels.js';
import type { AsposeAuthEvent, RequestReplayed, TokenAcquired, TokenFailed, TokenRequested } from '../events/events.js';
import { quietly } from './safe-listener.js';
import { ATTRIBUTES, SPANS, serverAttributes } from './semantic-conventions.js';

/** Callers that a flight is linked with; so many links a span keeps by default. */
const MOST_LINKS = 128;

interface Flight {
  readonly span: Span;
  readonly linked: Set<string>;
}

/**
 * A span for each flight. It belongs to no caller, since many share it: it is a root of its own, linked with the spans of those
 * who wait for it, both ways.
 */
export class FlightSpans {
  readonly #flights = new Map<string, Flight>();
  /** Spans of callers that wait for a flight which has sent nothing yet. */
  readonly #waiting = new Map<string, Span[]>();
  /** Most flights have told what they came to; one that ends with its account, or on the ground, has not. */
  readonly #onOver = quietly(({ account }: TokenFetchSettled) => {
    const flight = this.#flights.get(account);
    this.#flights.delete(account);
    this.#waiting.delete(account);
    flight?.span.end();
  });

  /** @param serverOf `server.*` attributes of an account's token endpoint. */
  constructor(
    private readonly tracer: Tracer,
    private readonly serverOf: (account: string) => Attributes,
  ) {
    subscribe(TOKEN_FETCH_SETTLED.name, this.#onOver);
  }

  /** In the context of a caller that begins to wait. */
  awaited(account: string): void {
    const caller = trace.getActiveSpan();
    if (caller === undefined) return;
    const flight = this.#flights.get(account);
    if (flight) {
      link(flight, caller);
      return;
    }
    const waiting = this.#waiting.get(account) ?? [];
    this.#waiting.set(account, waiting);
    if (waiting.length >= MOST_LINKS) waiting.shift();
    waiting.push(caller);
  }

  note(event: AsposeAuthEvent): void {
    if (event.type === 'token.requested') this.#requested(event);
    else if (event.type === 'token.acquired' || event.type === 'token.failed') this.#ended(event);
  }

  /** Ends what is under way: the application closes. */
  stop(): void {
    unsubscribe(TOKEN_FETCH_SETTLED.name, this.#onOver);
    for (const { span } of this.#flights.values()) span.end();
    this.#flights.clear();
    this.#waiting.clear();
  }

  #requested({ account, reason, attempt }: TokenRequested): void {
    const flight = this.#flights.get(account);
    if (flight && attempt > 1) {
      flight.span.setAttribute(ATTRIBUTES.resendCount, attempt - 1);
      return;
    }
    flight?.span.end(); // another application's, whose account has the same name
    const attributes = {
      [ATTRIBUTES.account]: account,
      [ATTRIBUTES.reason]: reason,
      [ATTRIBUTES.method]: 'POST',
      ...this.serverOf(account),
    };
    const span = this.tracer.startSpan(SPANS.token, { kind: SpanKind.CLIENT, root: true, attributes });
    const started = { span, linked: new Set<string>() };
    this.#flights.set(account, started);
    const caller = trace.getActiveSpan(); // who let it take off
    if (caller) link(started, caller);
    for (const waiting of this.#waiting.get(account) ?? []) link(started, waiting);
    this.#waiting.delete(account);
  }

  #ended(event: TokenAcquired | TokenFailed): void {
    const { span } = this.#flights.get(event.account) ?? {};
    this.#flights.delete(event.account);
    this.#waiting.delete(event.account);
    if (span === undefined) return;
    if (event.type === 'token.acquired') {
      span.setAttribute(ATTRIBUTES.status, 200);
    } else {
      span.setAttribute(ATTRIBUTES.errorType, event.code);
      if (event.status !== undefined) span.setAttribute(ATTRIBUTES.status, event.status);
      span.setStatus({ code: SpanStatusCode.ERROR, message: event.message });
    }
    span.end();
  }
}

/** Once a caller; one whose span has ended waits no more. */
function link({ span, linked }: Flight, caller: Span): void {
  const context = caller.spanContext();
  if (!caller.isRecording() || !isSpanContextValid(context) || linked.has(context.spanId)) return;
  if (linked.size >= MOST_LINKS) return;
  linked.add(context.spanId);
  addLink(span, context);
  addLink(caller, span.spanContext());
}

/** Spans of older SDKs take no links once they have started. */
function addLink(span: Partial<Span>, context: SpanContext): void {
  span.addLink?.({ context });
}

/** A span for each replay, below the caller's. It begins at the 401, so that it shows what the cure took. */
export class ReplaySpans {
  /** When this call's 401 came. Set for what follows in the same call, which is what async context is. */
  readonly #refusedAt = new AsyncLocalStorage<number>();

  constructor(private readonly tracer: Tracer) {}

  note(event: AsposeAuthEvent): void {
    if (event.type === 'request.unauthorized') this.#refusedAt.enterWith(Date.now());
    else if (event.type === 'request.replayed') this.#replayed(event);
  }

  #replayed({ account, origin, status }: RequestReplayed): void {
    const attributes = {
      [ATTRIBUTES.account]: account,
      [ATTRIBUTES.resendCount]: 1,
      ...(status === undefined ? {} : { [ATTRIBUTES.status]: status }),
      ...serverAttributes(origin),
    };
    const startTime = this.#refusedAt.getStore();
    const span = this.tracer.startSpan(
      SPANS.replay,
      { kind: SpanKind.CLIENT, startTime, attributes },
      context.active(),
    );
    if (status === undefined || status >= 400) {
      span.setAttribute(ATTRIBUTES.errorType, status === undefined ? '_OTHER' : String(status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }
}
