import { type FleetPlan, simulate } from './simulate.js';

const HOUR_MS = 3_600_000;
const LIVES: [label: string, lifetimeMs: number][] = [
  ['24 h', 24 * HOUR_MS],
  ['1 h', HOUR_MS],
];
const FLEETS = [1, 100, 10_000, 1_000_000];
const STORES: FleetPlan['store'][] = ['none', 'unleased', 'leased'];
const HEAD = [
  'lifetime',
  'replicas',
  'without a store, a day',
  'store without lease, a day',
  'store with lease, a day',
  'busiest second: without a store',
  'store without lease',
  'store with lease',
];

/** Three digits of a number and no more, in groups: `27.4`, `1 010 000`. */
export function shown(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return String(rounded).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** Large fleets need few renewals for the same exactness, and so do long lives, of which jitter is a small part. */
function renewalsOf(replicas: number, lifetimeMs: number): number {
  if (replicas >= 10_000) return replicas >= 1_000_000 ? 1 : 3;
  return lifetimeMs > HOUR_MS ? 4 : 40;
}

function cells(replicas: number, lifetimeMs: number): string[] {
  const fleets = STORES.map((store) => {
    const plan = { replicas, lifetimeMs, store };
    const spread = simulate({ ...plan, startedWithinMs: HOUR_MS, renewals: renewalsOf(replicas, lifetimeMs) });
    const atOnce = simulate({ ...plan, startedWithinMs: 0, renewals: 1 });
    return { perDay: shown(spread.perDay), peak: `${shown(atOnce.peak)} / ${shown(spread.peak)}` };
  });
  return [...fleets.map(({ perDay }) => perDay), ...fleets.map(({ peak }) => peak)];
}

/** The table of docs/fleets.md, as the simulation gives it. */
export function scaleTable(): string {
  const rows = LIVES.flatMap(([label, lifetimeMs]) =>
    FLEETS.map((replicas) => [label, shown(replicas), ...cells(replicas, lifetimeMs)]),
  );
  const lines = [HEAD, HEAD.map((_cell, index) => (index === 0 ? '---' : '---:')), ...rows];
  return lines.map((line) => `| ${line.join(' | ')} |\n`).join('');
}

type TableName = 'scale' | 'disturbances';

const createMarkers = (name: TableName) =>
  new RegExp(`(<!-- table:${name} -->\\n)([\\s\\S]*?)(<!-- /table:${name} -->)`);

/**
 * The table that a page has.
 *
 * @throws Error where it has no markers.
 */
export function tableOf(page: string, name: TableName = 'scale'): string {
  const [, , table] = createMarkers(name).exec(page) ?? [];
  if (table === undefined)
    throw new Error(`The page has no <!-- table:${name} --> and <!-- /table:${name} -->: add them.`);
  return table;
}

/** The page with another table. */
export const withTable = (page: string, table: string, name: TableName = 'scale'): string =>
  page.replace(createMarkers(name), (_all, begin: string, _old, end: string) => begin + table + end);
