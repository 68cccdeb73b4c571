// Measures the official SDKs alone and with the bridge, and keeps the table of docs/sdks.md.
//
//   node test/bench/sdk/sdk-table.mjs            all cases; writes the table
//   node test/bench/sdk/sdk-table.mjs --check    the bridged half; fails where the table says otherwise
//
// Works from the built library (npm run build:lib). Each case is a process of its own; results are printed as JSON lines.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { compileSdks } from './load-sdks.mjs';
import { runCase } from './run-case.mjs';
import { MODES, SCENARIOS, SDK_PACKAGES } from './scenarios.mjs';
import { differences, renderTable, replaceTable } from './table.mjs';

const PAGE = 'docs/sdks.md';
const LIBRARY = 'dist/esm/sdk.js';
const isCheck = process.argv.includes('--check');

function fail(text) {
  console.error(text);
  process.exit(1);
}

/** Case after case, two at a time. */
async function runAll(cases) {
  const results = [];
  const waiting = [...cases];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await runCase(next, sdks);
      console.log(JSON.stringify(result));
      results.push(result);
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}

if (!existsSync(LIBRARY)) fail(`${LIBRARY} is missing: run npm run build:lib first.`);

const modes = isCheck ? ['bridged'] : MODES;
const sdks = compileSdks();
const cases = Object.keys(SDK_PACKAGES).flatMap((sdk) =>
  modes.flatMap((mode) => Object.keys(SCENARIOS).map((scenario) => ({ sdk, mode, scenario }))),
);
const results = await runAll(cases);
const page = readFileSync(PAGE, 'utf8');

if (isCheck) {
  const found = differences(page, results);
  if (found.length > 0) fail(`${found.join('\n')}\nRun node test/bench/sdk/sdk-table.mjs to write the table.`);
  console.log(`The bridged half of the table in ${PAGE} is as measured.`);
} else {
  writeFileSync(PAGE, replaceTable(page, renderTable(results)));
  console.log(`The table in ${PAGE} is written.`);
}
