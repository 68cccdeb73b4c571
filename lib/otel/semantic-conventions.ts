import type { Attributes } from '@opentelemetry/api';

/** A metric as it is exported. In Prometheus: dots are underscores, then `_seconds` for `s`, then `_total` for a counter. */
export interface MetricRow {
  readonly name: `aspose.auth.${string}`;
  readonly kind: 'histogram' | 'counter' | 'gauge';
  /** UCUM; in braces what is counted. */
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly string[];
}

/** Attributes. Those not of this package are OpenTelemetry's semantic conventions. */
export const ATTRIBUTES = {
  account: 'aspose.auth.account',
  /** `cold`, `proactive`, `expired` or `rejected`. */
  reason: 'aspose.auth.token.reason',
  /** `hit`, `refresh_due`, `joined`, `miss`, `failed_fast` or `failed`. */
  outcome: 'aspose.auth.token.outcome',
  /** `replayed`, `no-answer`, `no-token`, or why the 401 was handed to the caller. */
  replay: 'aspose.auth.replay.outcome',
  /** Code of the `AsposeAuthError`; of a replay, the status that it got. */
  errorType: 'error.type',
  status: 'http.response.status_code',
  method: 'http.request.method',
  resendCount: 'http.request.resend_count',
  serverAddress: 'server.address',
  serverPort: 'server.port',
} as const;

const { account, reason, outcome, replay, errorType } = ATTRIBUTES;

/** Every metric of the package. */
export const METRICS = {
  duration: {
    name: 'aspose.auth.token.request.duration',
    kind: 'histogram',
    unit: 's',
    description: 'From the first request for a token to the answer that ends it, repeats and pauses included.',
    attributes: [account, reason, errorType],
  },
  outcomes: {
    name: 'aspose.auth.token.lookups',
    kind: 'counter',
    unit: '{request}',
    description: 'Times that a caller asked for a token, by what it got.',
    attributes: [account, outcome],
  },
  replays: {
    name: 'aspose.auth.request.replays',
    kind: 'counter',
    unit: '{request}',
    description: 'Calls that the API answered with 401, by what became of them.',
    attributes: [account, replay],
  },
  life: {
    name: 'aspose.auth.token.lifetime.remaining',
    kind: 'gauge',
    unit: 's',
    description: 'What is left of the life of the token in use; 0 for ten minutes after it, then no longer reported.',
    attributes: [account],
  },
} as const satisfies Record<string, MetricRow>;

/** Every span of the package. */
export const SPANS = {
  /** One flight: all requests until a token or an error. Kind client; linked with the spans of those who wait. */
  token: 'aspose.auth.token',
  /** The cure of a 401, from there to the second answer. Kind client, below the caller's span. */
  replay: 'aspose.auth.replay',
} as const;

/** `server.address` and `server.port` of an https or http address. */
export function serverAttributes(address: string): Attributes {
  const { hostname, port, protocol } = new URL(address);
  const standard = protocol === 'http:' ? 80 : 443;
  return { [ATTRIBUTES.serverAddress]: hostname, [ATTRIBUTES.serverPort]: port === '' ? standard : Number(port) };
}
