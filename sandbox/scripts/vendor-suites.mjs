// Runs the test suites of the official Node SDKs against the built sandbox, from checkouts of their repositories:
//   npm run build && node scripts/vendor-suites.mjs words=PATH tasks=PATH … [--revoke] [--verbose]
// Each checkout must be able to resolve mocha, chai and what its SDK imports. `--revoke` revokes all tokens before each
// test. Nothing of the suites is copied into this repository; their configuration is written into a copy of the checkout.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AsposeSandbox } from '../dist/esm/index.js';
import { SUITES } from './vendor/suites.mjs';

const args = process.argv.slice(2);
const isRevoking = args.includes('--revoke');
const isVerbose = args.includes('--verbose');
const checkouts = args.filter((arg) => arg.includes('=')).map((arg) => arg.split(/=(.*)/s));
if (checkouts.length === 0 || checkouts.some(([name]) => !Object.hasOwn(SUITES, name))) {
  console.error(`Usage: vendor-suites.mjs NAME=CHECKOUT … [--revoke] [--verbose]; NAME is one of ${Object.keys(SUITES)}`);
  process.exit(2);
}

console.log('| suite | tests | pass | fail | 501 | token requests | unhandled rejections |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const [name, checkout] of checkouts) {
  const { passes, failures, notEmulated, tokenRequests, unhandledRejections } = await run(name, resolve(checkout));
  const cells = [name, passes + failures.length + notEmulated, passes, failures.length, notEmulated, tokenRequests];
  console.log(`| ${[...cells, unhandledRejections].join(' | ')} |`);
  for (const failure of failures) console.log(`    ${failure}`);
}

async function run(name, checkout) {
  const suite = SUITES[name];
  // Beside the checkout, so that its modules are found.
  const temporary = mkdtempSync(join(dirname(checkout), `.${basename(checkout)}-`));
  const copy = join(temporary, 'checkout');
  const sandbox = await AsposeSandbox.start(suite.options);
  try {
    cpSync(checkout, copy, { recursive: true, filter: (path) => !/[/\\]\.git$/.test(path) });
    const configFile = join(copy, suite.configFile);
    mkdirSync(dirname(configFile), { recursive: true });
    writeFileSync(configFile, JSON.stringify(suite.createConfig(sandbox)));
    if (suite.upload) await upload(sandbox, join(copy, suite.upload.from), suite.upload.to);
    sandbox.counters.reset();
    return await runMocha(suite, copy, sandbox);
  } finally {
    await sandbox.stop();
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function runMocha(suite, copy, sandbox) {
  const [report, result] = [join(copy, 'report.json'), join(copy, 'result.json')];
  const mocha = createRequire(join(copy, 'package.json')).resolve('mocha/bin/mocha.js');
  const files = suite.files.flatMap((pattern) => findFiles(copy, pattern));
  const preload = fileURLToPath(new URL('vendor/preload.cjs', import.meta.url));
  const options = ['--require', preload, '--timeout', '60000', '--exit', '--reporter', 'json', '-O', `output=${report}`];
  const env = { ...process.env, SANDBOX_URL: sandbox.url, SUITE_RESULT: result, REVOKE: isRevoking ? '1' : '' };
  const child = spawn(process.execPath, [mocha, ...options, ...files], { cwd: copy, env, stdio: isVerbose ? 'inherit' : 'ignore' });
  await new Promise((ended) => child.once('exit', ended));
  if (!existsSync(report)) throw new Error(`The suite in ${copy} wrote no report. Run again with --verbose.`);
  const { passes, failures } = JSON.parse(readFileSync(report, 'utf8'));
  const isNotEmulated = ({ err }) => /\b501\b|does not emulate|sandbox cannot create|sandbox reads/.test(JSON.stringify(err));
  return {
    passes: passes.length,
    failures: failures.filter((test) => !isNotEmulated(test)).map(({ fullTitle, err }) => `${fullTitle}: ${describe(err)}`),
    notEmulated: failures.filter(isNotEmulated).length,
    tokenRequests: sandbox.tokenRequests,
    ...JSON.parse(readFileSync(result, 'utf8')),
  };
}

function describe(error) {
  return (error.message || JSON.stringify(error)).replaceAll(/\s+/g, ' ').slice(0, 200);
}

/** Finds files by a pattern with `*` in its last segment. */
function findFiles(folder, pattern) {
  const parent = join(folder, dirname(pattern));
  if (!existsSync(parent)) return [];
  const name = new RegExp(`^${basename(pattern).replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  return readdirSync(parent).filter((file) => name.test(file)).sort().map((file) => join(parent, file));
}

/** Uploads all files of a folder, with their paths in it. */
async function upload(sandbox, folder, to) {
  const { url, clientId, clientSecret } = sandbox;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const token = await fetch(`${url}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token } = await token.json();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of entries) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const path = encodeURIComponent(file.slice(folder.length + 1).replaceAll('\\', '/'));
    const init = { method: 'PUT', body: readFileSync(file), headers: { Authorization: `Bearer ${access_token}` } };
    const response = await fetch(url + to + path, init);
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
  }
}
