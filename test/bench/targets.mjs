import { spread } from './measure/statistics.mjs';

/** Ratio to an alternative of the same round: `of` and `to` are rows, `key` is a figure. */
const ratio = (of, to, key, max) => ({ what: `${of}, ${key} × ${to}`, of, to: [to], key, max });

const HEALING = ['axios-auth-refresh', 'azure-pipeline', 'badgateway', 'tutorial-service', 'asposewordscloud'];

/**
 * What this package is to reach, by scenario. `to`: the alternative, or several, of which the fastest that has failed no call
 * counts; without `to`, `max` is a limit of the figure itself.
 */
export const TARGETS = {
  'no-network': [ratio('ours', 'against', 'callUs', 1)],
  'steady-sequential': [ratio('ours-undici', 'undici-request', 'callUs', 1.3)],
  'steady-64': [
    ratio('ours-undici', 'undici-request', 'callUs', 1.8),
    ratio('ours-undici', 'azure-pipeline', 'callUs', 0.7),
    ratio('ours', 'static-http-service', 'callUs', 0.95),
  ],
  'burst-401': ['ours-undici', 'ours'].map((of) => ({
    what: `${of}, totalMs × fastest that heals`,
    of,
    to: HEALING,
    key: 'totalMs',
    max: 1.05,
  })),
  footprint: [
    { what: 'installed, kB', of: 'ours', key: 'installedKb', max: 420 },
    { what: 'loaded, kB', of: 'ours', key: 'loadedKb', max: 110 },
    { what: 'import × Nest and axios alone', of: 'ours', key: 'importRatio', max: 1.03 },
  ],
  'cold-start': [ratio('ours', 'tutorial-service', 'totalMs', 1.05)],
};

/** The alternatives that the targets of a scenario need. */
export const getTargetAdapters = (scenario) => [
  ...new Set((TARGETS[scenario] ?? []).flatMap(({ of, to = [] }) => [of, ...to])),
];

/** The values of a target, one for each round that has what it needs. */
function getValues({ of, to, key }, rows) {
  const results = (name) => rows.find(({ row }) => row === name)?.results ?? [];
  return results(of).flatMap((result, round) => {
    if (!to) return [result[key]];
    const others = to.map((name) => results(name)[round]).filter((other) => other && !other.broken && !other.failed);
    return others.length > 0 ? [result[key] / Math.min(...others.map((other) => other[key]))] : [];
  });
}

/**
 * Compares the median with each target of a scenario: `{ text, isMet }`. A target without a value is not met. One that compares
 * with another build is left out unless `against` names that.
 */
export function checkTargets(scenario, rows, { against }) {
  const targets = (TARGETS[scenario] ?? []).filter(({ to }) => against || !to?.includes('against'));
  return targets.map((target) => {
    const { median, p25, p75 } = spread(getValues(target, rows));
    const isMet = median !== undefined && median <= target.max;
    const figure = (value) => value?.toFixed(target.max < 10 ? 2 : 0) ?? '–';
    const value = median === undefined ? 'not measured' : `${figure(median)} (${figure(p25)}–${figure(p75)})`;
    return { isMet, text: `${isMet ? 'pass' : 'FAIL'}  ${scenario}: ${target.what}: ${value}, at most ${target.max}` };
  });
}
