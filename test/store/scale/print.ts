// Prints the table of docs/fleets.md as the simulation gives it; with --write puts it there, too. In a process of its own,
// because Jest's own takes ten times as long for a million replicas.
import { readFileSync, writeFileSync } from 'node:fs';
import { scaleTable, tableOf, withTable } from './table.js';

const PAGE = 'docs/fleets.md';

const page = readFileSync(PAGE, 'utf8');
tableOf(page); // before the work, not after it
const table = scaleTable();
process.stdout.write(table);
if (process.argv.includes('--write')) writeFileSync(PAGE, withTable(page, table));
