// Runs the test suites of the official Node SDKs against the built sandbox, from checkouts of their repositories:
//   npm run build && node sandbox/scripts/vendor-suites.mjs words=PATH tasks=PATH … [--bridge] [--revoke] [--verbose]
// `--bridge` runs them through the SDK bridge of the built package nestjs-aspose-auth, `--revoke` revokes all tokens before each
// test. Each checkout must be able to resolve mocha, chai and what its SDK imports. Nothing of the suites is copied into this
// repository; their configuration is written into a temporary copy of the checkout.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AsposeSandbox } from '../dist/esm/index.js';
import { SUITES } from './vendor/suites.mjs';

const args = process.argv.slice(2);
const isVerbose = args.includes('--verbose');
const checkouts = args.filter((arg) => arg.includes('=')).map((arg) => arg.split(/=(.*)/s));
if (checkouts.length === 0 || checkouts.some(([name]) => !Object.hasOwn(SUITES, name))) {
  const usage = 'Usage: vendor-suites.mjs NAME=CHECKOUT … [--bridge] [--revoke] [--verbose]';
  console.error(`${usage}; NAME is one of ${Object.keys(SUITES).join(', ')}`);
  process.exit(2);
}
/** A suite that is not finished by then has a defect: some SDKs wait for ever after a 401. */
const TIMEOUT_MS = 240_000;

const require = createRequire(import.meta.url);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

console.log('| suite | pass | fail | 501 | hooks that failed | token requests | unhandled rejections |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const [name, checkout] of checkouts) {
  const { passed, failed, notEmulated, hooks, tokenRequests, unhandledRejections } = await run(SUITES[name], resolve(checkout));
  const counts = [passed, failed, notEmulated, hooks].map(({ length }) => length);
  console.log(`| ${[name, ...counts, tokenRequests, unhandledRejections].join(' | ')} |`);
  for (const { title, error } of [...failed, ...hooks]) console.log(`    ${title}: ${error.slice(0, 200)}`);
}

async function run(suite, checkout) {
  // Beside the checkout, so that its modules are found.
  const temporary = mkdtempSync(join(dirname(checkout), `.${basename(checkout)}-`));
  const copy = join(temporary, 'checkout');
  const sandbox = await AsposeSandbox.start(suite.options);
  try {
    cpSync(checkout, copy, { recursive: true, filter: (path) => !/[/\\]\.git$/.test(path) });
    configure(suite, copy, sandbox);
    await fillStorage(suite, copy, sandbox);
    sandbox.counters.reset();
    const result = await runTests(suite, copy, sandbox);
    return { ...result, tokenRequests: sandbox.tokenRequests };
  } finally {
    await sandbox.stop();
    rmSync(temporary, { recursive: true, force: true });
  }
}

function configure(suite, copy, sandbox) {
  if (suite.configFile) write(join(copy, suite.configFile), JSON.stringify(suite.createConfig(sandbox)));
  for (const folder of suite.folders ?? []) mkdirSync(join(copy, folder), { recursive: true });
  for (const [name, getReplacements] of Object.entries(suite.replace ?? {})) {
    const file = join(copy, name);
    const replace = (text, [from, to]) => text.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), to);
    write(file, getReplacements(sandbox).reduce(replace, readFileSync(file, 'utf8')));
  }
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function runTests(suite, copy, sandbox) {
  const [report, result] = [join(copy, 'report.json'), join(copy, 'result.json')];
  const files = suite.files.flatMap((pattern) => findFiles(copy, pattern));
  const env = {
    ...process.env,
    ...suite.env?.(sandbox),
    SANDBOX_URL: sandbox.url,
    SANDBOX_CLIENT_ID: sandbox.clientId,
    SANDBOX_CLIENT_SECRET: sandbox.clientSecret,
    SUITE_BRIDGE: args.includes('--bridge') ? '1' : '',
    SUITE_REVOKE: args.includes('--revoke') ? '1' : '',
    SUITE_RESULT: result,
    SUITE_SDK: suite.sdk,
    SUITE_VERBOSE: isVerbose ? '1' : '',
  };
  const command = suite.runner === 'jest' ? getJestCommand(copy, report, files) : getMochaCommand(copy, report, files);
  const child = spawn(process.execPath, ['--no-warnings', '--require', here('vendor/count-rejections.cjs'), ...command], {
    cwd: copy,
    env,
    stdio: isVerbose ? 'inherit' : 'ignore',
  });
  const timer = setTimeout(() => child.kill(), TIMEOUT_MS);
  await new Promise((ended) => child.once('exit', ended));
  clearTimeout(timer);
  if (!existsSync(report)) console.log('    The next suite did not finish; --verbose shows why.');
  const tests = existsSync(report) ? readTests(JSON.parse(readFileSync(report, 'utf8'))) : [];
  return {
    ...groupByOutcome(tests),
    unhandledRejections: existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')).unhandledRejections : '?',
  };
}

function groupByOutcome(tests) {
  const groups = { passed: [], failed: [], notEmulated: [], hooks: [] };
  for (const test of tests) groups[getOutcome(test)].push(test);
  return groups;
}

function getOutcome({ title, error }) {
  if (error === undefined) return 'passed';
  if (/" hook/.test(title)) return 'hooks';
  return /\b501\b|does not emulate|sandbox cannot create|sandbox reads/.test(error) ? 'notEmulated' : 'failed';
}

function getMochaCommand(copy, report, files) {
  const mocha = createRequire(join(copy, 'package.json')).resolve('mocha/bin/mocha.js');
  const hooks = here('vendor/mocha-hooks.mjs');
  return [mocha, '--require', hooks, '--timeout', '60000', '--exit', '--reporter', 'json', '-O', `output=${report}`, ...files];
}

function getJestCommand(copy, report, files) {
  const jest = join(dirname(require.resolve('jest/package.json')), 'bin/jest.js');
  const config = {
    rootDir: copy,
    roots: [copy],
    testMatch: files,
    testEnvironment: 'node',
    transform: { '\\.ts$': here('vendor/typescript.cjs') },
    setupFilesAfterEnv: [here('vendor/jest-hooks.mjs')],
    testTimeout: 60_000,
  };
  const options = ['--runInBand', '--forceExit', '--silent', '--json', `--outputFile=${report}`];
  return ['--experimental-vm-modules', jest, '--config', JSON.stringify(config), ...options];
}

/** Reads the report of either runner. @returns The tests; those that failed have an error. */
function readTests(report) {
  const toLine = (error) => String(error).replaceAll(/\s+/g, ' ');
  if (report.testResults) {
    return report.testResults.flatMap(({ assertionResults, message }) =>
      assertionResults.length > 0
        ? assertionResults.map(({ title, status, failureMessages }) => ({
            title,
            error: status === 'passed' ? undefined : toLine(failureMessages),
          }))
        : [{ title: 'before the tests', error: toLine(message) }],
    );
  }
  return [...report.passes, ...report.failures].map(({ fullTitle, err }) => ({
    title: fullTitle,
    error: Object.keys(err).length === 0 ? undefined : toLine(err.message ? `${err.message} ${err.stack}` : JSON.stringify(err)),
  }));
}

/** Finds files by a pattern with `*` in its last segment. */
function findFiles(folder, pattern) {
  const parent = join(folder, dirname(pattern));
  if (!existsSync(parent)) return [];
  const name = new RegExp(`^${basename(pattern).replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  return readdirSync(parent).filter((file) => name.test(file)).sort().map((file) => join(parent, file));
}

/** Uploads what the suite expects in the storage. */
async function fillStorage({ upload, stock }, copy, sandbox) {
  const { url, clientId, clientSecret } = sandbox;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const token = await fetch(`${url}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token } = await token.json();
  for (const { address, body } of [...listFiles(copy, upload), ...listStock(stock)]) {
    const headers = { Authorization: `Bearer ${access_token}` };
    const response = await fetch(url + address, { method: 'PUT', body, headers });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
  }
}

function listFiles(copy, upload) {
  if (!upload) return [];
  const folder = join(copy, upload.from);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const path = file.slice(folder.length + 1).replaceAll('\\', '/');
    return { address: upload.to + encodeURIComponent(path), body: readFileSync(file) };
  });
}

function listStock(stock) {
  return (stock?.files ?? []).map((path) => ({ address: stock.to + path + stock.query, body: path }));
}
