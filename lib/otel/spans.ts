import { AsyncLocalStorage } from 'node:async_hooks';
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
import type { AsposeAuthEvent, RequestReplayed, TokenAcquired, TokenFailed, TokenRequested } from '../events/events.js';
import { ATTRIBUTES, SPANS, toServerAttributes } from './semantic-conventions.js';

/** Maximum number of callers that a token fetch is linked with: the number of links that an SDK keeps by default. */
const MAX_LINKS = 128;

interface TokenFetch {
  readonly span: Span;
  readonly linkedSpanIds: Set<string>;
}

/**
 * Records one span per token fetch. Many callers share a fetch, so its span has no parent: it is a root, linked both ways with
 * the spans of the callers that wait for it, and of the one that started it.
 */
export class TokenFetchSpans {
  readonly #fetches = new Map<string, TokenFetch>();
  /** Spans of callers that wait for a fetch that has not sent a request yet, by account. */
  readonly #waiting = new Map<string, Span[]>();

  /** @param getServerAttributes Returns the `server.*` attributes of an account's token endpoint. */
  constructor(
    private readonly tracer: Tracer,
    private readonly getServerAttributes: (account: string) => Attributes,
  ) {}

  /** A caller begins to wait for a token, or starts a background refresh. Must run in the caller's async context. */
  onAwaited(account: string): void {
    const caller = trace.getActiveSpan();
    if (caller === undefined) return;
    const tokenFetch = this.#fetches.get(account);
    if (tokenFetch) {
      link(tokenFetch, caller);
      return;
    }
    const waiting = this.#waiting.get(account) ?? [];
    this.#waiting.set(account, waiting);
    if (waiting.length >= MAX_LINKS) waiting.shift();
    waiting.push(caller);
  }

  onEvent(event: AsposeAuthEvent): void {
    if (event.type === 'token.requested') this.#start(event);
    else if (event.type === 'token.acquired' || event.type === 'token.failed') this.#end(event);
  }

  /** Ends the span of a fetch that settled without an event: it sent nothing, or its account or application was closed. */
  onSettled(account: string): void {
    this.#remove(account)?.span.end();
  }

  /** Ends all spans, because the application closes. */
  stop(): void {
    for (const { span } of this.#fetches.values()) span.end();
    this.#fetches.clear();
    this.#waiting.clear();
  }

  #start({ account, reason, attempt }: TokenRequested): void {
    const current = this.#fetches.get(account);
    if (current && attempt > 1) {
      current.span.setAttribute(ATTRIBUTES.resendCount, attempt - 1);
      return;
    }
    current?.span.end(); // belongs to another application with an account of the same name
    const attributes = {
      [ATTRIBUTES.account]: account,
      [ATTRIBUTES.reason]: reason,
      [ATTRIBUTES.method]: 'POST',
      ...this.getServerAttributes(account),
    };
    const span = this.tracer.startSpan(SPANS.token, { kind: SpanKind.CLIENT, root: true, attributes });
    const tokenFetch = { span, linkedSpanIds: new Set<string>() };
    this.#fetches.set(account, tokenFetch);
    for (const caller of this.#waiting.get(account) ?? []) link(tokenFetch, caller);
    this.#waiting.delete(account);
  }

  #end(event: TokenAcquired | TokenFailed): void {
    const span = this.#remove(event.account)?.span;
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

  #remove(account: string): TokenFetch | undefined {
    const tokenFetch = this.#fetches.get(account);
    this.#fetches.delete(account);
    this.#waiting.delete(account);
    return tokenFetch;
  }
}

/** Links each caller once. A caller whose span has ended no longer waits. */
function link({ span, linkedSpanIds }: TokenFetch, caller: Span): void {
  const callerContext = caller.spanContext();
  if (!caller.isRecording() || !isSpanContextValid(callerContext)) return;
  if (linkedSpanIds.has(callerContext.spanId) || linkedSpanIds.size >= MAX_LINKS) return;
  linkedSpanIds.add(callerContext.spanId);
  addLink(span, callerContext);
  addLink(caller, span.spanContext());
}

/** Older SDKs have no `addLink`: their spans accept links only when they start. */
function addLink(span: Partial<Span>, context: SpanContext): void {
  span.addLink?.({ context });
}

/** Records one span per replay, as a child of the caller's span. It begins at the 401, so that it shows the whole delay. */
export class ReplaySpans {
  /** When the current request got its 401. Async context carries it to the replay of the same request. */
  readonly #unauthorizedAt = new AsyncLocalStorage<number>();

  constructor(private readonly tracer: Tracer) {}

  onEvent(event: AsposeAuthEvent): void {
    if (event.type === 'request.unauthorized') this.#unauthorizedAt.enterWith(Date.now());
    else if (event.type === 'request.replayed') this.#record(event);
  }

  #record({ account, origin, status }: RequestReplayed): void {
    const attributes = {
      [ATTRIBUTES.account]: account,
      [ATTRIBUTES.resendCount]: 1,
      ...(status === undefined ? {} : { [ATTRIBUTES.status]: status }),
      ...toServerAttributes(origin),
    };
    const startTime = this.#unauthorizedAt.getStore();
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
