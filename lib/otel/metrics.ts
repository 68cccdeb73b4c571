import { type BatchObservableResult, type Meter, ValueType } from '@opentelemetry/api';
import type { AsposeAuthEvent, TokenAcquired } from '../events/events.js';
import { getAllTokenCounts, getTokenCounts, OTHER_ACCOUNTS } from '../events/token-counters.js';
import { ATTRIBUTES, METRICS, type MetricDefinition } from './semantic-conventions.js';

/** Seconds. Aspose responds within one; by default a request times out after 10 s and the whole fetch after 30 s. */
const BUCKET_BOUNDARIES = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];

/** Creates the package's metrics on `meter`, to be fed with every event. */
export function createMetrics(meter: Meter) {
  const { requestDuration, lookups, replays, lifetime } = METRICS;
  const advice = { explicitBucketBoundaries: BUCKET_BOUNDARIES };
  const durationHistogram = meter.createHistogram(requestDuration.name, { ...toOptions(requestDuration), advice });
  const replayCounter = meter.createCounter(replays.name, { ...toOptions(replays), valueType: ValueType.INT });
  const lookupCounter = meter.createObservableCounter(lookups.name, {
    ...toOptions(lookups),
    valueType: ValueType.INT,
  });
  const remainingGauge = meter.createObservableGauge(lifetime.name, toOptions(lifetime));
  const lifetimes = new LifetimeGauge();

  const observe = (result: BatchObservableResult) => {
    for (const [account, counts] of getAllTokenCounts()) {
      for (const [outcome, count] of Object.entries(counts)) {
        const attributes = { [ATTRIBUTES.account]: account, [ATTRIBUTES.outcome]: outcome };
        if (count > 0) result.observe(lookupCounter, count, attributes);
      }
    }
    for (const [account, seconds] of lifetimes.read()) {
      result.observe(remainingGauge, seconds, { [ATTRIBUTES.account]: account });
    }
  };
  meter.addBatchObservableCallback(observe, [lookupCounter, remainingGauge]);

  return {
    onEvent(event: AsposeAuthEvent): void {
      const name = getMetricAccountName(event.account);
      if (name !== OTHER_ACCOUNTS) lifetimes.onEvent(event); // the accounts behind OTHER_ACCOUNTS share no single token
      const account = { [ATTRIBUTES.account]: name };
      // A token that another process fetched cost no request.
      if ((event.type === 'token.acquired' && event.source === 'endpoint') || event.type === 'token.failed') {
        const error = event.type === 'token.failed' ? { [ATTRIBUTES.errorType]: event.code } : {};
        durationHistogram.record(event.durationMs / 1_000, { ...account, [ATTRIBUTES.reason]: event.reason, ...error });
      }
      const outcome = getReplayOutcome(event);
      if (outcome !== undefined) replayCounter.add(1, { ...account, [ATTRIBUTES.replay]: outcome });
    },
    stop(): void {
      meter.removeBatchObservableCallback(observe, [lookupCounter, remainingGauge]);
    },
  };
}

function toOptions({ unit, description }: MetricDefinition) {
  return { unit, description };
}

/** Returns the outcome of a request that got a 401; `undefined` for events that do not settle such a request. */
export function getReplayOutcome(event: AsposeAuthEvent): string | undefined {
  if (event.type === 'request.replay-skipped') return event.reason;
  // A second 401 is followed by request.replay-skipped, which counts it.
  if (event.type !== 'request.replayed' || event.status === 401) return undefined;
  return event.status === undefined ? 'no-answer' : 'replayed';
}

/**
 * Returns the value of the account attribute in metrics: the account's own name, or `(other)` once the maximum number of
 * accounts is counted individually. Lookups are counted under the same names, so that all metrics of an account match.
 */
export function getMetricAccountName(account: string): string {
  getTokenCounts(account); // adds a row for the account if the maximum is not reached
  return getAllTokenCounts().has(account) ? account : OTHER_ACCOUNTS;
}

/** How long an expired token is reported as 0: long enough for alerts to see it; then a forgotten account disappears. */
const REPORT_EXPIRED_FOR_MS = 10 * 60_000;

/** Tracks the remaining lifetime of each account's token, from the events. */
export class LifetimeGauge {
  readonly #expiresAt = new Map<string, number>();

  constructor(private readonly now: () => number = () => Date.now()) {}

  onEvent(event: AsposeAuthEvent): void {
    if (event.type === 'token.acquired') this.#expiresAt.set(event.account, this.#getExpiry(event));
    else if (event.type === 'token.rejected') this.#expiresAt.set(event.account, this.now());
  }

  /** Returns the remaining seconds by account. */
  read(): [account: string, seconds: number][] {
    const now = this.now();
    for (const [account, expiresAt] of this.#expiresAt) {
      if (now - expiresAt > REPORT_EXPIRED_FOR_MS) this.#expiresAt.delete(account);
    }
    return [...this.#expiresAt].map(([account, expiresAt]) => [account, Math.max(0, expiresAt - now) / 1_000]);
  }

  /**
   * The lifetime counts from when the request was sent. The event only tells when the first attempt was, so that after
   * retries the estimate is too short rather than too long.
   */
  #getExpiry({ expiresAt, lifetimeMs, durationMs }: TokenAcquired): number {
    return expiresAt ?? this.now() + Math.max(0, lifetimeMs - durationMs);
  }
}
