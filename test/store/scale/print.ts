// Prints the first table of docs/fleets.md as the simulation gives it; with --write also the second, which takes minutes, and puts both
// there. In a process of its own, because Jest's own takes ten times as long for a million replicas.
import { readFileSync, writeFileSync } from 'node:fs';
import { disturbanceTable } from './disturbances.js';
import { scaleTable, tableOf, withTable } from './table.js';

const PAGE = 'docs/fleets.md';

const readPage = () => readFileSync(PAGE, 'utf8');
tableOf(readPage()); // before the work, not after it
tableOf(readPage(), 'disturbances');
const table = scaleTable();
process.stdout.write(table);
if (process.argv.includes('--write')) {
  const disturbances = disturbanceTable();
  process.stdout.write(`\n${disturbances}`);
  writeFileSync(PAGE, withTable(withTable(readPage(), table), disturbances, 'disturbances'));
}
