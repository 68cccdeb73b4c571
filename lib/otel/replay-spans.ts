import { AsyncLocalStorage } from 'node:async_hooks';
import { context, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { AsposeAuthEvent, RequestReplayed } from '../observe/events.js';
import { ATTRIBUTES, SPANS } from './names.js';
import { serverAttributes } from './server-attributes.js';

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
