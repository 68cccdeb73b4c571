// Mutation testing of what decides: token/, config/ and the pure parts of http/. Prints the mutants that survived and the
// score of each file and of each group, and fails below 95 %. Survivors that are left on purpose: test/mutation/survivors.md.
// Takes part of a file's name, to try only such files.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LOWEST_SCORE = 95;

/**
 * By group: the files under mutation, one Stryker run each. A file is tried with the spec of its own name alone, or with those
 * listed beside it: Jest loads each spec of a run anew for every mutant, so the fewer and the purer they are, the faster.
 */
const GROUPS = {
  'answers of the token endpoint': {
    'token/token-answer': [],
    'token/retry-after': [],
    'token/jwt-claims': [],
    'token/token-life': [],
    'token/grant': [],
    'token/access-token': [],
  },
  'token requests': {
    'token/token-request': [],
    'token/read-secret': [],
    'token/ask-endpoint': [],
    'token/bounded': [],
    'token/clock': [],
    'token/pause': [],
    'token/token-flight': [],
    'token/token-endpoint': ['token/token-transport'],
  },
  'guard against the lock-out, errors': {
    'token/refusal-policy': [],
    'token/refusal-guard': [],
    'token/guarded-ask': [],
    'token/token-errors': [],
  },
  'life of a token': {
    'token/refresh-windows': [],
    'token/refresh-decision': [],
    'token/cycle-state': [],
    'token/token-cycle': [
      'token/token-cycle',
      'token/token-callers',
      'token/secrets',
      'token/events',
      'token/outcomes',
    ],
  },
  'callers, events, state': {
    'token/first-value': [],
    'token/flight-log': [],
    'token/token-snapshot': [],
    'token/aspose-token.service': [],
  },
  config: {
    'config/environment': [],
    'config/account-variables': [],
    'config/read-option': [],
    'config/option-reader': [],
    'config/origins': [],
    'config/secret-source': [],
    'config/swapped-credentials': [],
    'config/resolve-account': [],
    'config/resolve-settings': ['config/resolve-settings', 'config/account-variables'],
  },
  'http, pure parts': {
    'http/target-origin': [],
    'http/challenge': [],
    'http/request-body': [],
    'http/progress-once': [],
    'http/storage-params': [],
    'http/rejection-breaker': [],
  },
};

/** Tries one file; prints the survivors. */
function tried(file, specs) {
  const env = { ...process.env, MUTATION_SPECS: (specs.length > 0 ? specs : [file]).join() };
  const run = spawnSync('npx', ['stryker', 'run', '--mutate', `lib/${file}.ts`], { env, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`Stryker failed for ${file}:\n${run.stdout}${run.stderr}`);
  const { files } = JSON.parse(readFileSync('reports/mutation/mutation.json', 'utf8'));
  const mutants = Object.values(files).flatMap((of) => of.mutants);
  const survivors = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  for (const { status, location, mutatorName, replacement = '' } of survivors) {
    const { line, column } = location.start;
    const text = replacement.replace(/\s+/g, ' ').slice(0, 90);
    console.log(`  ${status} lib/${file}.ts:${line}:${column} ${mutatorName}: ${text}`);
  }
  const killed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const broken = mutants.filter(({ status }) => status === 'RuntimeError').length;
  if (broken > 0) console.log(`  ${broken} more of lib/${file}.ts keep its specs from loading, and do not count`);
  return { killed, total: killed + survivors.length };
}

function report(name, { killed, total }) {
  console.log(`${((100 * killed) / total).toFixed(1)} % (${killed}/${total}) ${name}`);
}

const total = (counts, of) => counts.reduce((all, count) => all + count[of], 0);
const sum = (counts) => ({ killed: total(counts, 'killed'), total: total(counts, 'total') });

const only = process.argv[2] ?? '';
const groups = [];
for (const [group, files] of Object.entries(GROUPS)) {
  const counts = [];
  for (const [file, specs] of Object.entries(files).filter(([name]) => name.includes(only))) {
    const count = tried(file, specs);
    report(file, count);
    counts.push(count);
  }
  if (counts.length === 0) continue;
  groups.push(sum(counts));
  report(`— ${group}`, groups.at(-1));
}
const all = sum(groups);
report('— all; the survivors that are left, and why: test/mutation/survivors.md', all);
process.exitCode = (100 * all.killed) / all.total >= LOWEST_SCORE ? 0 : 1;
