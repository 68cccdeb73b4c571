import { median } from './measure/statistics.mjs';

/** The median of a figure; `undefined` where the case did not end. */
function of(rows, name, key) {
  const results = rows.find(({ row }) => row === name)?.results ?? [];
  return median(results.map((result) => result[key]));
}

/** `undefined`, or what is wrong. A figure that is missing is wrong too. */
const atMost = (what, value, most) => (value <= most ? undefined : `${what}: ${value}, at most ${most} expected`);
const exactly = (what, value, wanted) => (value === wanted ? undefined : `${what}: ${value}, ${wanted} expected`);

const revoked = (rows) => [
  exactly('token requests', of(rows, 'ours', 'tokenRequests'), 1),
  exactly('failed calls', of(rows, 'ours', 'failed'), 0),
];

/** By processor time: the clock of a busy machine says little. */
const notSlow = (rows) => [
  atMost('over HttpService', of(rows, 'ours', 'cpuUs') / of(rows, 'bare-http-service', 'cpuUs'), 2),
];

/**
 * What the short form holds, by scenario: exact counts, and ratios with a margin of at least 2, which no noise reaches.
 * `adapters` are those that it needs.
 */
export const CHECKS = {
  'no-network': {
    adapters: ['axios-oauth-client', 'ours'],
    problems: (rows) => {
      const ratio = of(rows, 'ours', 'overUs') / of(rows, 'axios-oauth-client', 'overUs');
      return [
        atMost('with token over without', of(rows, 'ours', 'ratio'), 2),
        atMost('what authorisation costs, over what it costs with axios-token-interceptor', ratio, 2),
      ];
    },
  },
  'steady-64': { adapters: ['bare-http-service', 'ours', 'ours-undici'], problems: notSlow },
  tls: {
    adapters: ['bare-http-service', 'ours'],
    problems: (rows) => [...notSlow(rows), atMost('new connections', of(rows, 'ours', 'connections'), 1)],
  },
  'cold-stampede': { adapters: ['ours'], problems: revoked },
  'burst-401': { adapters: ['ours'], problems: revoked },
  'late-401': { adapters: ['ours'], problems: revoked },
  expiry: {
    adapters: ['ours'],
    problems: (rows) => [
      exactly('failed calls', of(rows, 'ours', 'failed'), 0),
      // One a life, and there are two; a client that asks early and often has dozens.
      atMost('token requests', of(rows, 'ours', 'tokenRequests'), 4),
      // Where callers wait for tokens, 6 in 100 do. A machine that stalls by itself says nothing of it.
      of(rows, 'ours', 'endlessSlow') > 0
        ? undefined
        : atMost('calls that wait for a token', of(rows, 'ours', 'slow') / of(rows, 'ours', 'calls'), 0.03),
    ],
  },
  heap: { adapters: ['ours'], problems: (rows) => [atMost('bytes a call', of(rows, 'ours', 'bytesPerCall'), 50)] },
  footprint: { adapters: ['ours'], problems: (rows) => [atMost('import', of(rows, 'ours', 'importRatio'), 2)] },
};
