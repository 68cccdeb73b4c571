import type { Attributes } from '@opentelemetry/api';

/**
 * Attributes of the metrics and spans. Those that do not begin with `aspose.auth.` follow OpenTelemetry's semantic conventions.
 *
 * @see {@link https://opentelemetry.io/docs/specs/semconv/http/}
 */
export const ATTRIBUTES = {
  account: 'aspose.auth.account',
  /** `cold`, `proactive`, `expired` or `rejected`. */
  reason: 'aspose.auth.token.reason',
  /** `hit`, `refresh_due`, `joined`, `miss`, `failed_fast` or `failed`. */
  outcome: 'aspose.auth.token.outcome',
  /** `replayed`, `no-answer`, `no-token`, or the reason why the replay was skipped. */
  replay: 'aspose.auth.replay.outcome',
  /** Code of the `AsposeAuthError`. For a replay: the status of its response. */
  errorType: 'error.type',
  status: 'http.response.status_code',
  method: 'http.request.method',
  resendCount: 'http.request.resend_count',
  serverAddress: 'server.address',
  serverPort: 'server.port',
} as const;

const { account, reason, outcome, replay, errorType } = ATTRIBUTES;

/** A metric as it is exported. In Prometheus, dots become underscores, then `s` adds `_seconds` and a counter adds `_total`. */
export interface MetricDefinition {
  readonly name: `aspose.auth.${string}`;
  readonly kind: 'histogram' | 'counter' | 'gauge';
  /** UCUM unit; braces name what is counted. */
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly string[];
}

/** Every metric of the package. */
export const METRICS = {
  requestDuration: {
    name: 'aspose.auth.token.request.duration',
    kind: 'histogram',
    unit: 's',
    description:
      'Time from the first token request to the response that settles the fetch, including retries and pauses.',
    attributes: [account, reason, errorType],
  },
  lookups: {
    name: 'aspose.auth.token.lookups',
    kind: 'counter',
    unit: '{request}',
    description: 'Times that a caller needed a token, by outcome. Counts callers, not HTTP requests.',
    attributes: [account, outcome],
  },
  replays: {
    name: 'aspose.auth.request.replays',
    kind: 'counter',
    unit: '{request}',
    description: 'API requests that got a 401, by outcome.',
    attributes: [account, replay],
  },
  lifetime: {
    name: 'aspose.auth.token.lifetime.remaining',
    kind: 'gauge',
    unit: 's',
    description:
      'Remaining lifetime of the current token. Reported as 0 for ten minutes after it expires, then no longer.',
    attributes: [account],
  },
} as const satisfies Record<string, MetricDefinition>;

/** Every span of the package. */
export const SPANS = {
  /** One token fetch: all requests until a token or an error. Kind client, linked with the spans of the callers that wait. */
  token: 'aspose.auth.token',
  /** One replay, from the 401 to the second response. Kind client, child of the caller's span. */
  replay: 'aspose.auth.replay',
} as const;

/** Returns `server.address` and `server.port` of an http or https URL. */
export function toServerAttributes(url: string): Attributes {
  const { hostname, port, protocol } = new URL(url);
  const defaultPort = protocol === 'http:' ? 80 : 443;
  return { [ATTRIBUTES.serverAddress]: hostname, [ATTRIBUTES.serverPort]: port === '' ? defaultPort : Number(port) };
}
