import { type DisturbancePlan, disturb } from './disturb.js';
import { shown } from './table.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const RETRY_AFTER_MS = 30_000;
/** Requests a second that the endpoint can take, for the whole fleet. */
const CAPACITY = 100;
/** How long such an endpoint takes to give each of a million processes a token: their tokens expire within this time, too. */
const SPREAD_MS = 10_000_000;

type Store = DisturbancePlan['store'];

interface Scenario {
  readonly title: string;
  readonly plan: (store: Store) => Pick<DisturbancePlan, 'withoutTokenWithinMs' | 'tokensExpire'> & {
    readonly outage?: readonly [number, number];
  };
  /** Processes that one of a fleet without a store stands for. It can be many while the endpoint is overloaded. */
  readonly weight: number;
  /** The same with a store without lease. Default 1. */
  readonly unleasedWeight?: number;
}

export const SCENARIOS: Readonly<Record<'rolling' | 'atOnce' | 'outage' | 'coldOutage' | 'revocation', Scenario>> = {
  rolling: { title: 'deployment within 10 min', plan: () => ({ withoutTokenWithinMs: 10 * MINUTE_MS }), weight: 500 },
  atOnce: { title: 'deployment at once', plan: () => ({ withoutTokenWithinMs: 0 }), weight: 500 },
  outage: {
    title: 'outage of 5 min at a renewal',
    // with a store, all have the same token, whose earliest renewal is 10 minutes before its end
    plan: (store) =>
      store === 'none'
        ? { tokensExpire: [0, SPREAD_MS], outage: [SPREAD_MS / 2, SPREAD_MS / 2 + 5 * MINUTE_MS] }
        : { tokensExpire: [10 * MINUTE_MS, 10 * MINUTE_MS], outage: [0, 5 * MINUTE_MS] },
    weight: 100,
  },
  coldOutage: {
    title: 'deployment at once, in an outage of 5 min',
    plan: () => ({ withoutTokenWithinMs: 0, outage: [0, 5 * MINUTE_MS] }),
    weight: 500,
    unleasedWeight: 100,
  },
  // each process learns of it by its next call, and knows the revoked token when it sees it in the store
  revocation: { title: 'revocation of all tokens', plan: () => ({ withoutTokenWithinMs: 1_000 }), weight: 500 },
};

export interface Summary {
  readonly requests: number;
  readonly peak: number;
  readonly failed: number;
  readonly medianMs: number;
  readonly lastMs: number;
}

/** Runs a scenario with an endpoint that takes as much of a smaller fleet as it takes of a million. */
export function run(scenario: Scenario, store: Store, hasRetryAfter: boolean, processes = 1_000_000): Summary {
  const { weight: alone, unleasedWeight = 1 } = scenario;
  const weight = Math.min({ none: alone, unleased: unleasedWeight, leased: 1 }[store], processes / 1_000);
  const replicas = processes / weight;
  const { outage, ...plan } = scenario.plan(store);
  const retryAfterMs = hasRetryAfter ? RETRY_AFTER_MS : undefined;
  const endpoint = { perSecond: CAPACITY / weight, retryAfterMs, outage };
  const { requests, peak, failed, without } = disturb({ replicas, store, endpoint, forMs: DAY_MS, ...plan });
  return {
    requests: requests * weight,
    peak: peak * weight,
    failed: failed * weight,
    medianMs: without[replicas >> 1]!,
    lastMs: without[replicas - 1]!,
  };
}

/** `0 s`, `3.1 s`, `83 min`; more than a day is not known. */
export function shownTime(ms: number): string {
  if (ms === Number.POSITIVE_INFINITY) return 'over a day';
  return ms < 2 * MINUTE_MS ? `${shown(ms / 1_000)} s` : `${shown(ms / MINUTE_MS)} min`;
}

const HEAD = [
  'what happens',
  'store',
  '503 with',
  'token requests',
  'busiest second',
  'median',
  'last',
  'failed calls',
];
const STORES: readonly (readonly [Store, string])[] = [
  ['none', 'none'],
  ['unleased', 'without lease'],
  ['leased', 'with lease'],
];

/** The second table of docs/fleets.md. */
export function disturbanceTable(): string {
  const rows = Object.values(SCENARIOS).flatMap((scenario) =>
    STORES.flatMap(([store, name]) =>
      [false, true].map((hasRetryAfter) => {
        const { requests, peak, medianMs, lastMs, failed } = run(scenario, store, hasRetryAfter);
        const cells = [shown(requests), shown(peak), shownTime(medianMs), shownTime(lastMs), shown(failed)];
        return [scenario.title, name, hasRetryAfter ? '`Retry-After`' : '–', ...cells];
      }),
    ),
  );
  const lines = [HEAD, HEAD.map((_cell, index) => (index < 3 ? '---' : '---:')), ...rows];
  return lines.map((line) => `| ${line.join(' | ')} |\n`).join('');
}
