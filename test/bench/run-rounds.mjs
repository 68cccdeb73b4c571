import { runCase } from './run-case.mjs';

/** Lists the cases of a scenario: its alternatives, and another build of this library if `--against` names one. */
function listCases({ name, isFor = () => true, timeoutMs, execArgv }, adapters, { against, short }) {
  const wanted = adapters
    .filter(isFor)
    .map((adapter) => ({ row: adapter.name, title: adapter.title, adapter: adapter.name }));
  const other = { row: 'against', title: `nestjs-aspose-auth in ${against}`, adapter: 'ours', library: against };
  const cases = against && wanted.some(({ row }) => row === 'ours') ? [...wanted, other] : wanted;
  return cases.map((one) => ({ ...one, scenario: name, timeoutMs, execArgv, isShort: short === true }));
}

/**
 * Runs a scenario in rounds. Each round runs every alternative once, in the reverse order of the round before.
 *
 * @param onResult Called with each result.
 * @returns `{ row, title, results }` for each alternative.
 */
export async function runRounds(scenario, adapters, options, prepared, onResult) {
  const rows = listCases(scenario, adapters, options).map((one) => ({ ...one, results: [] }));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const row of round % 2 === 0 ? rows : [...rows].reverse()) {
      const { results, ...one } = row;
      const result = await runCase(one, prepared);
      results.push(result);
      onResult({ scenario: scenario.name, alternative: row.row, round, ...result });
    }
  }
  return rows;
}
