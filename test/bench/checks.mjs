import { median } from './measure/statistics.mjs';

/** Finds the median of a figure; `undefined` if the case did not finish. */
function getMedian(rows, name, key) {
  const results = rows.find(({ row }) => row === name)?.results ?? [];
  return median(results.map((result) => result[key]));
}

/** Each returns `undefined`, or what is wrong. A missing figure is wrong too. */
const atMost = (what, value, max) => (value <= max ? undefined : `${what}: ${value}, at most ${max} expected`);
const exactly = (what, value, wanted) => (value === wanted ? undefined : `${what}: ${value}, ${wanted} expected`);

const revoked = (rows) => [
  exactly('token requests', getMedian(rows, 'ours', 'tokenRequests'), 1),
  exactly('failed calls', getMedian(rows, 'ours', 'failed'), 0),
];

/** Compares processor time, because elapsed time says little on a busy machine. */
const notSlow = (rows) => [
  atMost('over HttpService', getMedian(rows, 'ours', 'cpuUs') / getMedian(rows, 'bare-http-service', 'cpuUs'), 2),
];

/**
 * What the short form checks, by scenario: exact counts, and ratios with a margin that noise does not reach. `adapters` are the
 * alternatives that the check needs.
 */
export const CHECKS = {
  'no-network': {
    adapters: ['axios-oauth-client', 'ours'],
    problems: (rows) => {
      const ratio = getMedian(rows, 'ours', 'overUs') / getMedian(rows, 'axios-oauth-client', 'overUs');
      return [
        atMost('with token over without', getMedian(rows, 'ours', 'ratio'), 2),
        atMost('what authorisation costs, over what it costs with axios-token-interceptor', ratio, 2),
      ];
    },
  },
  'steady-64': { adapters: ['bare-http-service', 'ours', 'ours-undici'], problems: notSlow },
  tls: {
    adapters: ['bare-http-service', 'ours'],
    problems: (rows) => [...notSlow(rows), atMost('new connections', getMedian(rows, 'ours', 'connections'), 1)],
  },
  'cold-stampede': { adapters: ['ours'], problems: revoked },
  'burst-401': { adapters: ['ours'], problems: revoked },
  'late-401': { adapters: ['ours'], problems: revoked },
  expiry: {
    adapters: ['ours'],
    problems: (rows) => [
      exactly('failed calls', getMedian(rows, 'ours', 'failed'), 0),
      // One per lifetime, and there are two lifetimes. A client that refreshes too early has dozens.
      atMost('token requests', getMedian(rows, 'ours', 'tokenRequests'), 4),
      // If callers have to wait for tokens, 6 in 100 do. If the machine stalls without a refresh too, the figure says nothing.
      getMedian(rows, 'ours', 'endlessSlow') > 0
        ? undefined
        : atMost(
            'calls that wait for a token',
            getMedian(rows, 'ours', 'slow') / getMedian(rows, 'ours', 'calls'),
            0.03,
          ),
    ],
  },
  heap: {
    adapters: ['ours'],
    problems: (rows) => [atMost('bytes a call', getMedian(rows, 'ours', 'bytesPerCall'), 50)],
  },
  footprint: { adapters: ['ours'], problems: (rows) => [atMost('import', getMedian(rows, 'ours', 'importRatio'), 2)] },
};
