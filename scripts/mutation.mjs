// Mutation testing of the code that decides: token/, store/, accounts/, options/, util/ and the pure parts of http/. Prints the mutants that survived
// and the score of each file and of each folder, and fails below 95 %. Survivors that are left on purpose: test/mutation/survivors.md.
// Takes part of a file's name, to test only such files.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const MIN_SCORE = 95;

/** Folders of `lib/`, and the files of them that are mutated; all, if none are listed. */
const FOLDERS = {
  token: [],
  store: [],
  accounts: [],
  options: [],
  util: [],
  http: ['request-origin', 'www-authenticate', 'replayable-body', 'request-options', 'request-deadline'],
};

/**
 * Specs that test a file besides those that begin with its own name. Jest loads each spec of a run anew for every mutant, so the
 * fewer and the purer they are, the faster. A file without a spec of its own is tested with all of its folder.
 */
const MORE_SPECS = {
  'token/token-endpoint': ['token/token-transport'],
  'accounts/account-registry': ['accounts/account-resolver'],
  'accounts/aspose-accounts.service': ['accounts/aspose-accounts'],
  'options/config-service': ['module/configuration'],
  'options/environment': ['options/misnamed-variables'],
  'options/resolve-account': ['options/resolver-accounts', 'options/unusual-options'],
  'options/resolve-options': ['options/resolver-accounts', 'options/unusual-options'],
  'util/async-context': ['token/token-manager-contexts'],
  'util/axios': ['http/axios-copies'],
  'util/redact': ['http/adapter-leaks', 'http/agent-leaks', 'http/leaks'],
};

function listFiles(folder) {
  const names = readdirSync(`lib/${folder}`).map((file) => file.replace(/\.ts$/, ''));
  const chosen = FOLDERS[folder];
  return names.filter((name) => chosen.length === 0 || chosen.includes(name)).map((name) => `${folder}/${name}`);
}

/** A spec belongs to the file with the longest name that it begins with: `token-client-guard` to `token-client`. */
function findSpecs(file) {
  const [folder, name] = file.split('/');
  const names = readdirSync(`lib/${folder}`).map((other) => other.replace(/\.ts$/, ''));
  const isOwn = (spec) => !names.some((other) => other.length > name.length && spec.startsWith(other));
  const own = readdirSync(`test/${folder}`).filter(
    (spec) => spec.startsWith(name) && spec.endsWith('.spec.ts') && isOwn(spec),
  );
  const specs = [...own.map((spec) => `${folder}/${spec.replace('.spec.ts', '')}`), ...(MORE_SPECS[file] ?? [])];
  return specs.length > 0 ? specs : [`${folder}/*`];
}

/** Mutates one file, and prints the survivors. */
function mutate(file) {
  const env = { ...process.env, MUTATION_SPECS: findSpecs(file).join() };
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
  if (broken > 0) console.log(`  ${broken} more of lib/${file}.ts prevent its specs from loading, and do not count`);
  return { killed, total: killed + survivors.length };
}

function report(name, { killed, total }) {
  const score = total === 0 ? 'no mutants' : `${((100 * killed) / total).toFixed(1)} % (${killed}/${total})`;
  console.log(`${score} ${name}`);
}

const total = (counts, key) => counts.reduce((all, count) => all + count[key], 0);
const sum = (counts) => ({ killed: total(counts, 'killed'), total: total(counts, 'total') });

const part = process.argv[2] ?? '';
const folders = [];
for (const folder of Object.keys(FOLDERS)) {
  const counts = [];
  for (const file of listFiles(folder).filter((name) => name.includes(part))) {
    const count = mutate(file);
    report(file, count);
    counts.push(count);
  }
  if (counts.length === 0) continue;
  folders.push(sum(counts));
  report(`— ${folder}`, folders.at(-1));
}
const all = sum(folders);
report('— all; the survivors that are left, and why: test/mutation/survivors.md', all);
process.exitCode = (100 * all.killed) / all.total >= MIN_SCORE ? 0 : 1;
