import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { diag, metrics, trace } from '@opentelemetry/api';
import {
  CHANNELS,
  TOKEN_AWAITED,
  TOKEN_FETCH_SETTLED,
  TOKEN_FETCH_STARTED,
  type TokenAwaited,
  type TokenFetchSettled,
  type TokenFetchStarted,
} from '../events/diagnostics-channels.js';
import type { AsposeAuthEvent } from '../events/events.js';
import { createMetrics } from './metrics.js';
import { toServerAttributes } from './semantic-conventions.js';
import { ReplaySpans, TokenFetchSpans } from './spans.js';

const SCOPE = 'nestjs-aspose-auth';

/** Diagnostics channels are process-wide: events are recorded once, however many applications of the process have telemetry. */
let applications = 0;
let unsubscribeAll: (() => void) | undefined;

/**
 * Records metrics and spans, with the meter and the tracer that are registered with `@opentelemetry/api` at this moment.
 *
 * @returns A function that stops the recording, once every application that started it has called its own.
 */
export function startTelemetry(): () => void {
  applications += 1;
  unsubscribeAll ??= subscribeAll();
  let isStopped = false;
  return () => {
    if (isStopped) return;
    isStopped = true;
    applications -= 1;
    if (applications > 0) return;
    unsubscribeAll?.();
    unsubscribeAll = undefined;
  };
}

function subscribeAll(): () => void {
  const tracer = trace.getTracer(SCOPE);
  /** Origin of the token request whose event is being handled. Not kept by account: applications may share account names. */
  let origin: string | undefined;
  const fetchSpans = new TokenFetchSpans(tracer, () => (origin === undefined ? {} : toServerAttributes(origin)));
  const replaySpans = new ReplaySpans(tracer);
  const instruments = createMetrics(metrics.getMeter(SCOPE));
  const onEvent = safely((event: AsposeAuthEvent) => {
    origin = event.type === 'token.requested' ? event.origin : undefined;
    instruments.onEvent(event);
    fetchSpans.onEvent(event);
    replaySpans.onEvent(event);
  });
  const listeners = [
    ...Object.values(CHANNELS).map(({ name }) => [name, onEvent] as const),
    [TOKEN_AWAITED.name, safely(({ account }: TokenAwaited) => fetchSpans.onAwaited(account))] as const,
    [TOKEN_FETCH_STARTED.name, safely(({ account }: TokenFetchStarted) => fetchSpans.onAwaited(account))] as const,
    [TOKEN_FETCH_SETTLED.name, safely(({ account }: TokenFetchSettled) => fetchSpans.onSettled(account))] as const,
  ];
  for (const [name, listener] of listeners) subscribe(name, listener);
  return () => {
    for (const [name, listener] of listeners) unsubscribe(name, listener);
    fetchSpans.stop();
    instruments.stop();
  };
}

/** An error thrown by a subscriber would end the process, so it goes to OpenTelemetry's own log. */
function safely(listener: (message: never) => void): (message: unknown) => void {
  return (message) => {
    try {
      listener(message as never);
    } catch (error) {
      diag.error('nestjs-aspose-auth: an event was not recorded.', error);
    }
  };
}
