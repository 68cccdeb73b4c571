import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { metrics, trace } from '@opentelemetry/api';
import { CHANNELS, TOKEN_AWAITED, type TokenAwaited } from '../events/diagnostics-channels.js';
import type { AsposeAuthEvent } from '../events/events.js';
import { createMetrics } from './metrics.js';
import { quietly } from './safe-listener.js';
import { serverAttributes } from './semantic-conventions.js';
import { FlightSpans, ReplaySpans } from './spans.js';

const SCOPE = 'nestjs-aspose-auth';

/** The channels are the process's: what passes there is recorded once, however many applications of it have telemetry. */
let applications = 0;
let stop: (() => void) | undefined;

/**
 * Records from now on, until the last application that asked for it has called what this returns. The meter and the tracer are
 * those registered with `@opentelemetry/api` at this moment.
 */
export function record(): () => void {
  applications += 1;
  stop ??= start();
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    applications -= 1;
    if (applications > 0) return;
    stop?.();
    stop = undefined;
  };
}

function start(): () => void {
  const tracer = trace.getTracer(SCOPE);
  /** Where the token request goes that is being told of: accounts of one name may be several applications'. */
  let origin: string | undefined;
  const flights = new FlightSpans(tracer, () => (origin === undefined ? {} : serverAttributes(origin)));
  const replays = new ReplaySpans(tracer);
  const measures = createMetrics(metrics.getMeter(SCOPE));
  const onEvent = quietly((event: AsposeAuthEvent) => {
    origin = event.type === 'token.requested' ? event.origin : undefined;
    measures.note(event);
    flights.note(event);
    replays.note(event);
  });
  const onAwaited = quietly(({ account }: TokenAwaited) => flights.awaited(account));
  const names = Object.values(CHANNELS).map(({ name }) => name);
  for (const name of names) subscribe(name, onEvent);
  subscribe(TOKEN_AWAITED.name, onAwaited);
  return () => {
    for (const name of names) unsubscribe(name, onEvent);
    unsubscribe(TOKEN_AWAITED.name, onAwaited);
    flights.stop();
    measures.stop();
  };
}
