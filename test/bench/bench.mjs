// Measures this package against its alternatives.
//
//   npm run bench -- --help
//
// Uses the built library (npm run build:lib). Server and client are separate processes, on loopback.
import { existsSync } from 'node:fs';
import { availableAdapters } from './adapters.mjs';
import { CHECKS } from './checks.mjs';
import { readCommandLine, USAGE } from './command-line.mjs';
import { writePage } from './page.mjs';
import { asText, toTable } from './report.mjs';
import { prepare } from './run-case.mjs';
import { runRounds } from './run-rounds.mjs';
import { loadScenarios } from './scenarios.mjs';
import { checkTargets, getTargetAdapters, TARGETS } from './targets.mjs';

const LIBRARY = 'dist/esm/index.js';

function fail(text) {
  console.error(text);
  process.exit(2);
}

function parseCommandLine() {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    return fail(`${error.message}\n\n${USAGE}`);
  }
}

/** Selects the alternatives of `--only`, otherwise those that the checks or the targets need. */
function selectAdapters(adapters, { name }, { only, short, targets }) {
  const wanted = only ?? (targets ? getTargetAdapters(name) : short ? CHECKS[name]?.adapters : undefined);
  return wanted ? adapters.filter(({ name }) => wanted.includes(name)) : adapters;
}

const options = parseCommandLine();
if (options.help) {
  console.log(USAGE);
  process.exit();
}
if (!existsSync(LIBRARY)) fail(`${LIBRARY} is missing: run npm run build:lib first.`);

const checked = options.targets ? TARGETS : options.short ? CHECKS : undefined;
const scenarios = await loadScenarios(options.scenarios ?? (checked && Object.keys(checked))).catch((error) =>
  fail(error.message),
);
const adapters = await availableAdapters();
const prepared = await prepare();
const onResult = (result) => (options.json ? console.log(JSON.stringify(result)) : process.stderr.write('.'));
const sections = [];
const problems = [];
const reached = [];

for (const scenario of scenarios) {
  const rows = await runRounds(scenario, selectAdapters(adapters, scenario, options), options, prepared, onResult);
  const table = toTable(scenario, rows);
  sections.push({ title: scenario.title, text: scenario.text, table });
  if (!options.json) console.log(`\n${scenario.name}: ${scenario.title}\n${asText(table)}\n`);
  if (options.targets) reached.push(...checkTargets(scenario.name, rows, options));
  else if (options.short) {
    const found = CHECKS[scenario.name]?.problems(rows).filter(Boolean) ?? [];
    problems.push(...found.map((problem) => `${scenario.name}: ${problem}`));
  }
}

prepared.remove();
if (options.write) console.log(`Written to ${writePage(sections, adapters, options)}.`);
for (const problem of problems) console.error(problem);
if (options.targets) console.log(reached.map(({ text }) => text).join('\n'));
process.exitCode = problems.length > 0 || reached.some(({ isMet }) => !isMet) ? 1 : 0;
