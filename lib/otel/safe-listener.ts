import { diag } from '@opentelemetry/api';

/** What a subscriber throws ends the process; telemetry must not, so OpenTelemetry's own log gets it. */
export function quietly(listen: (message: never) => void): (message: unknown) => void {
  return (message) => {
    try {
      listen(message as never);
    } catch (error) {
      diag.error('nestjs-aspose-auth: an event was not recorded', error);
    }
  };
}
