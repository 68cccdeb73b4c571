// Mutation testing of what decides: token/, config/ and the pure parts of http/. Each group of files is tried with the specs
// that hold it; prints the mutants that survived and the score, and fails below 95 %.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LOWEST_SCORE = 95;

/** files, specs */
const GROUPS = [
  ['lib/token/{token-life,jwt-claims,access-token}.ts', 'token/token-life,token/access-token,token/jwt-claims'],
  ['lib/token/{refresh-windows,refresh-decision}.ts', 'token/refresh-windows,token/refresh-decision'],
  ['lib/token/{token-answer,retry-after}.ts', 'token/token-answer,token/retry-after'],
  ['lib/token/{token-request,clock}.ts', 'token/token-request,token/clock'],
  [
    'lib/token/{refusal-policy,refusal-guard,guarded-ask,ask-endpoint,token-flight,read-secret,bounded,token-errors}.ts',
    'token/refusal-policy,token/refusal-guard,token/token-errors,token/token-failures,token/token-callers,token/secrets',
  ],
  [
    'lib/token/{token-cycle,cycle-state}.ts',
    'token/token-cycle,token/token-callers,token/token-failures,token/secrets,token/events',
  ],
  [
    'lib/token/{first-value,flight-log,token-snapshot,aspose-token.service}.ts',
    'token/token-callers,token/events,token/token-snapshot',
  ],
  ['lib/config/*.ts', 'config/*'],
  ['lib/http/{target-origin,challenge}.ts', 'http/target-origin,http/challenge'],
  [
    'lib/http/{request-body,progress-once,storage-params,rejection-breaker}.ts',
    'http/request-body,http/progress-once,http/storage-params,http/rejection-breaker',
  ],
];

/** Stryker takes a list with commas, and no braces with commas in them. */
const expanded = (files) =>
  files.replace(/(.*)\{(.*)\}(.*)/, (_, before, names, after) =>
    names
      .split(',')
      .map((name) => before + name + after)
      .join(),
  );

const only = process.argv[2];
const counts = { killed: 0, survived: 0 };
for (const [files, specs] of GROUPS.filter(([name]) => !only || name.includes(only))) {
  const env = { ...process.env, MUTATION_SPECS: specs };
  const { status, stdout, stderr } = spawnSync('npx', ['stryker', 'run', '--mutate', expanded(files)], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Stryker failed for ${files}:\n${stdout}${stderr}`);
  const report = JSON.parse(readFileSync('reports/mutation/mutation.json', 'utf8'));
  for (const [file, { mutants }] of Object.entries(report.files)) {
    for (const { status: fate, location, mutatorName, replacement } of mutants) {
      if (fate === 'Killed' || fate === 'Timeout') counts.killed += 1;
      else if (fate === 'Survived' || fate === 'NoCoverage') {
        counts.survived += 1;
        const { line, column } = location.start;
        console.log(
          `${fate} ${file}:${line}:${column} ${mutatorName}: ${(replacement ?? '').replace(/\s+/g, ' ').slice(0, 90)}`,
        );
      }
    }
  }
  console.log(`--- ${files}: so far ${counts.killed} killed, ${counts.survived} survived`);
}
const score = (100 * counts.killed) / (counts.killed + counts.survived);
console.log(`mutation score ${score.toFixed(1)} % of ${counts.killed + counts.survived} mutants`);
process.exitCode = score >= LOWEST_SCORE ? 0 : 1;
