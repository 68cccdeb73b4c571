import { type BatchObservableResult, type Meter, ValueType } from '@opentelemetry/api';
import type { AsposeAuthEvent } from '../observe/events.js';
import { allOutcomes, OTHER_ACCOUNTS } from '../observe/outcomes.js';
import { metricName } from './account-names.js';
import { LifeGauge } from './life-gauge.js';
import { ATTRIBUTES, METRICS, type MetricRow } from './names.js';

/** Seconds. Aspose answers within a second; an attempt ends after ten, a flight after thirty by default. */
const BOUNDARIES = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];

const described = ({ unit, description }: MetricRow) => ({ unit, description });

/** What became of a call that the API answered with 401; `undefined` for events that do not end one. */
export function replayOutcome(event: AsposeAuthEvent): string | undefined {
  if (event.type === 'request.replay-refused') return event.refusal;
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
    for (const [account, counts] of allOutcomes()) {
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
