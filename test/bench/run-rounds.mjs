import { runCase } from './run-case.mjs';

/** The cases of a scenario: its alternatives, and this library in another build where one is given. */
function casesOf({ name, isFor = () => true, patienceMs, execArgv }, adapters, { against, short }) {
  const wanted = adapters
    .filter(isFor)
    .map((adapter) => ({ row: adapter.name, title: adapter.title, adapter: adapter.name }));
  const other = { row: 'against', title: `nestjs-aspose-auth in ${against}`, adapter: 'ours', library: against };
  const cases = against && wanted.some(({ row }) => row === 'ours') ? [...wanted, other] : wanted;
  return cases.map((one) => ({ ...one, scenario: name, patienceMs, execArgv, isShort: short === true }));
}

/**
 * Runs a scenario round by round, every alternative once in each, the order turned with each round, and tells of each result
 * as it comes.
 *
 * @returns `{ row, title, results }` for each alternative.
 */
export async function runRounds(scenario, adapters, options, prepared, tell) {
  const rows = casesOf(scenario, adapters, options).map((one) => ({ ...one, results: [] }));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const row of round % 2 === 0 ? rows : [...rows].reverse()) {
      const { results, ...one } = row;
      const result = await runCase(one, prepared);
      results.push(result);
      tell({ scenario: scenario.name, alternative: row.row, round, ...result });
    }
  }
  return rows;
}
