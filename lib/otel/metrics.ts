import { type BatchObservableResult, type Meter, ValueType } from '@opentelemetry/api';
import type { AsposeAuthEvent, TokenAcquired } from '../events/events.js';
import { getAllTokenCounts, getTokenCounts, OTHER_ACCOUNTS } from '../events/token-counters.js';
import { ATTRIBUTES, METRICS, type MetricRow } from './semantic-conventions.js';

/** Seconds. Aspose answers within a second; an attempt ends after ten, a flight after thirty by default. */
const BOUNDARIES = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];

const described = ({ unit, description }: MetricRow) => ({ unit, description });

/** What became of a call that the API answered with 401; `undefined` for events that do not end one. */
export function replayOutcome(event: AsposeAuthEvent): string | undefined {
  if (event.type === 'request.replay-skipped') return event.reason;
  // A second 401 is told of once more, as refusal.
  if (event.type !== 'request.replayed' || event.status === 401) return undefined;
  return event.status === undefined ? 'no-answer' : 'replayed';
}

/** The metrics, on a meter of the application's. */
export function createMetrics(meter: Meter) {
  const { duration, outcomes, replays, life } = METRICS;
  const advice = { explicitBucketBoundaries: BOUNDARIES };
  const durations = meter.createHistogram(duration.name, { ...described(duration), advice });
  const replayed = meter.createCounter(replays.name, { ...described(replays), valueType: ValueType.INT });
  const requests = meter.createObservableCounter(outcomes.name, { ...described(outcomes), valueType: ValueType.INT });
  const remaining = meter.createObservableGauge(life.name, described(life));
  const gauge = new LifeGauge();

  const observe = (result: BatchObservableResult) => {
    for (const [account, counts] of getAllTokenCounts()) {
      for (const [outcome, count] of Object.entries(counts)) {
        const attributes = { [ATTRIBUTES.account]: account, [ATTRIBUTES.outcome]: outcome };
        if (count > 0) result.observe(requests, count, attributes);
      }
    }
    for (const [account, seconds] of gauge.read()) {
      result.observe(remaining, seconds, { [ATTRIBUTES.account]: account });
    }
  };
  meter.addBatchObservableCallback(observe, [requests, remaining]);

  return {
    note(event: AsposeAuthEvent): void {
      const name = metricName(event.account);
      if (name !== OTHER_ACCOUNTS) gauge.note(event); // of many accounts there is no one token
      const account = { [ATTRIBUTES.account]: name };
      // A token of another process cost no request.
      if ((event.type === 'token.acquired' && event.source === 'endpoint') || event.type === 'token.failed') {
        const error = event.type === 'token.failed' ? { [ATTRIBUTES.errorType]: event.code } : {};
        durations.record(event.durationMs / 1_000, { ...account, [ATTRIBUTES.reason]: event.reason, ...error });
      }
      const outcome = replayOutcome(event);
      if (outcome !== undefined) replayed.add(1, { ...account, [ATTRIBUTES.replay]: outcome });
    },
    stop(): void {
      meter.removeBatchObservableCallback(observe, [requests, remaining]);
    },
  };
}

/**
 * What metrics call an account: its own name, or one for all that came when so many were told apart already. The counts of
 * outcomes are kept by the same names, so that what metrics say of an account belongs together.
 */
export function metricName(account: string): string {
  getTokenCounts(account); // the account has a row from now on, where there is room
  return getAllTokenCounts().has(account) ? account : OTHER_ACCOUNTS;
}

/** How long a token that has ended is still reported: so long a look back finds it, and a forgotten account goes. */
const REPORTED_AFTER_END_MS = 10 * 60_000;

/** What is left of the life of each account's token, from its events. */
export class LifeGauge {
  readonly #endsAt = new Map<string, number>();

  constructor(private readonly now: () => number = () => Date.now()) {}

  note(event: AsposeAuthEvent): void {
    if (event.type === 'token.acquired') this.#endsAt.set(event.account, this.#endOf(event));
    else if (event.type === 'token.rejected') this.#endsAt.set(event.account, this.now());
  }

  /** Seconds by account. */
  read(): [account: string, seconds: number][] {
    const now = this.now();
    for (const [account, endsAt] of this.#endsAt) {
      if (now - endsAt > REPORTED_AFTER_END_MS) this.#endsAt.delete(account);
    }
    return [...this.#endsAt].map(([account, endsAt]) => [account, Math.max(0, endsAt - now) / 1_000]);
  }

  /** Life counts from the request; of several, which only the flight knows, from the first: never too long. */
  #endOf({ expiresAt, lifetimeMs, durationMs }: TokenAcquired): number {
    return expiresAt ?? this.now() + Math.max(0, lifetimeMs - durationMs);
  }
}
