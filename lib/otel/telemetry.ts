import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Attributes, diag, metrics, trace } from '@opentelemetry/api';
import { CHANNELS, TOKEN_AWAITED, type TokenAwaited } from '../observe/channels.js';
import type { AsposeAuthEvent } from '../observe/events.js';
import { FlightSpans } from './flight-spans.js';
import { createMetrics } from './metrics.js';
import { ReplaySpans } from './replay-spans.js';

const SCOPE = 'nestjs-aspose-auth';

/** Says where an application's account asks for tokens; `undefined` where it has no such account. */
export type ServerOf = (account: string) => Attributes | undefined;

/** The channels are the process's: what passes there is recorded once, however many applications of it have telemetry. */
const applications = new Set<ServerOf>();
let stop: (() => void) | undefined;

/**
 * Records from now on, until the last application that asked for it has called what this returns. The meter and the tracer are
 * those registered with `@opentelemetry/api` at this moment.
 */
export function record(serverOf: ServerOf): () => void {
  applications.add(serverOf);
  stop ??= start();
  return () => {
    if (!applications.delete(serverOf) || applications.size > 0) return;
    stop?.();
    stop = undefined;
  };
}

function serverAnywhere(account: string): Attributes {
  for (const ask of applications) {
    const server = ask(account);
    if (server) return server;
  }
  return {};
}

/** What a subscriber throws ends the process; telemetry must not, so OpenTelemetry's own log gets it. */
function quietly(listen: (message: never) => void): (message: unknown) => void {
  return (message) => {
    try {
      listen(message as never);
    } catch (error) {
      diag.error(`${SCOPE}: an event was not recorded`, error);
    }
  };
}

function start(): () => void {
  const tracer = trace.getTracer(SCOPE);
  const flights = new FlightSpans(tracer, serverAnywhere);
  const replays = new ReplaySpans(tracer);
  const measures = createMetrics(metrics.getMeter(SCOPE));
  const onEvent = quietly((event: AsposeAuthEvent) => {
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
