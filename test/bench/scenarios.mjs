/** The scenarios, in the order of the page. Each is a file in `scenarios/`. */
const NAMES = [
  'no-network',
  'steady-sequential',
  'steady-64',
  'tls',
  'cold-stampede',
  'burst-401',
  'late-401',
  'expiry',
  'outage',
  'replay',
  'replay-default',
  'leaks',
  'heap',
  'footprint',
  'cold-start',
];

/**
 * One scenario.
 *
 * - `run({ name, adapter, floor, start, control, isShort, library, credentials, url, secureUrl, foreignUrl })` resolves to its figures, and runs in
 *   the process of the client. `start(options, adapter)` starts a client; `control` commands the server.
 * - `title`, `text`; `columns`: `{ key, title, digits?, hasRatio? }`, words if there are no digits.
 * - `timeoutMs`: a case that takes longer has failed. `execArgv`: flags of its process.
 * - `ratioTo`: name of the alternative that `hasRatio` columns are divided by, round by round.
 * - `isFor(adapter)`: whether the scenario makes sense for an alternative. Default: for all.
 */
export async function loadScenarios(names = NAMES) {
  const unknown = names.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`No scenario '${unknown}'; there are ${NAMES.join(', ')}.`);
  return Promise.all(names.map(async (name) => ({ name, ...(await import(`./scenarios/${name}.mjs`)) })));
}
