// Measures this package against its alternatives.
//
//   npm run bench -- --help
//
// Works from the built library (npm run build:lib). Servers and clients are processes of their own on loopback.
import { existsSync } from 'node:fs';
import { availableAdapters } from './adapters.mjs';
import { CHECKS } from './checks.mjs';
import { readCommandLine, USAGE } from './command-line.mjs';
import { writePage } from './page.mjs';
import { asText, tableOf } from './report.mjs';
import { prepare } from './run-case.mjs';
import { runRounds } from './run-rounds.mjs';
import { loadScenarios } from './scenarios.mjs';

const LIBRARY = 'dist/esm/index.js';

function fail(text) {
  console.error(text);
  process.exit(2);
}

function commandLine() {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    return fail(`${error.message}\n\n${USAGE}`);
  }
}

/** Those that are asked for, and in the short form those that its checks need. */
function chosen(adapters, scenario, { only, short }) {
  const wanted = only ?? (short ? CHECKS[scenario.name]?.adapters : undefined);
  return wanted ? adapters.filter(({ name }) => wanted.includes(name)) : adapters;
}

const options = commandLine();
if (options.help) {
  console.log(USAGE);
  process.exit();
}
if (!existsSync(LIBRARY)) fail(`${LIBRARY} is missing: run npm run build:lib first.`);

const scenarios = await loadScenarios(options.scenarios ?? (options.short ? Object.keys(CHECKS) : undefined)).catch(
  (error) => fail(error.message),
);
const adapters = await availableAdapters();
const prepared = await prepare();
const tell = (result) => (options.json ? console.log(JSON.stringify(result)) : process.stderr.write('.'));
const sections = [];
const problems = [];

for (const scenario of scenarios) {
  const rows = await runRounds(scenario, chosen(adapters, scenario, options), options, prepared, tell);
  const table = tableOf(scenario, rows);
  sections.push({ title: scenario.title, text: scenario.text, table });
  if (!options.json) console.log(`\n${scenario.name}: ${scenario.title}\n${asText(table)}\n`);
  if (options.short) {
    const found = CHECKS[scenario.name]?.problems(rows).filter(Boolean) ?? [];
    problems.push(...found.map((problem) => `${scenario.name}: ${problem}`));
  }
}

prepared.remove();
if (options.write) console.log(`Written to ${writePage(sections, adapters, options)}.`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
