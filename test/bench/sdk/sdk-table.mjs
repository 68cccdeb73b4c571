// Measures the official SDKs alone and with the package, and writes the table in docs/sdks.md.
//
//   node test/bench/sdk/sdk-table.mjs            runs all cases and writes the table
//   node test/bench/sdk/sdk-table.mjs --check    runs the cases with the package; fails if the table differs
//
// Requires the built packages (npm run build:lib). Each case runs in a process of its own; results are printed as JSON lines.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { runCase } from './run-case.mjs';
import { MODES, SCENARIOS, SDK_PACKAGES } from './scenarios.mjs';
import { findDifferences, renderTable, replaceTable } from './table.mjs';

const PAGE = 'docs/sdks.md';
const LIBRARY = 'dist/esm/index.js';
const COMPILED_SDKS = 'dist/bench/sdks.mjs';
const isCheck = process.argv.includes('--check');

if (!existsSync(LIBRARY)) fail(`${LIBRARY} is missing. Run npm run build:lib first.`);

const modes = isCheck ? ['injected'] : MODES;
const sdks = compileSdks();
const cases = Object.keys(SDK_PACKAGES).flatMap((sdk) =>
  modes.flatMap((mode) => Object.keys(SCENARIOS).map((scenario) => ({ sdk, mode, scenario }))),
);
const results = await runAll(cases);
const page = readFileSync(PAGE, 'utf8');

if (isCheck) {
  const differences = findDifferences(page, results);
  if (differences.length > 0)
    fail(`${differences.join('\n')}\nRun node test/bench/sdk/sdk-table.mjs to update the table.`);
  console.log(`The table in ${PAGE} matches the measurements with the package.`);
} else {
  writeFileSync(PAGE, replaceTable(page, renderTable(results)));
  console.log(`The table in ${PAGE} was updated.`);
}

/** Compiles the operations in test/support/sdks.ts to JavaScript. */
function compileSdks() {
  const source = readFileSync('test/support/sdks.ts', 'utf8');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
  mkdirSync(dirname(COMPILED_SDKS), { recursive: true });
  writeFileSync(COMPILED_SDKS, ts.transpileModule(source, { compilerOptions }).outputText);
  return pathToFileURL(resolve(COMPILED_SDKS)).href;
}

/** Runs all cases, two at a time. */
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

function fail(text) {
  console.error(text);
  process.exit(1);
}
