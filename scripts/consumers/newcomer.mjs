// A new user who has a Nest application and follows the README: measures the time from npm install to the first response.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFakeAspose } from './fake-aspose.mjs';
import { generateApplication } from './generated-app.mjs';
import { npmInstall } from './npm-install.mjs';
import { run } from './run.mjs';

const STEP_MS = 120_000;
const MAX_S = 300;
const NEST_ADD = ['npx', ['--no-install', 'nest', 'add', 'nestjs-aspose-auth', '--skip-install']];

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** The text of the files that `nest add` may change. */
const readChangedFiles = (cwd) =>
  ['src/app.module.ts', '.env.example']
    .map((file) => join(cwd, file))
    .map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''))
    .join('\n');

/** The Nest CLI always exits with 0, so this checks the files. */
async function nestAdd(cwd) {
  const result = await run(NEST_ADD, { cwd, timeoutMs: STEP_MS });
  const text = readChangedFiles(cwd);
  const missing = ['AsposeAuthModule.forRoot()', 'ASPOSE_CLIENT_ID=', 'ASPOSE_CLIENT_SECRET='];
  const lacking = missing.filter((part) => !text.includes(part));
  if (lacking.length > 0) result.problem ??= `it did not write ${lacking.join(', ')}`;
  return result;
}

async function nestAddAgain(cwd) {
  const before = readChangedFiles(cwd);
  const result = await run(NEST_ADD, { cwd, timeoutMs: STEP_MS });
  if (readChangedFiles(cwd) !== before) result.problem ??= 'the second time it changed files';
  return result;
}

/** Adds a service with `AsposeClient`, its controller and its test, in the module format of the application. */
function writeService({ repository, cwd }) {
  const source = join(repository, 'test/package/consumers/newcomer/src');
  const isEsm = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')).type === 'module';
  for (const file of readdirSync(source)) {
    const text = readFileSync(join(source, file), 'utf8');
    writeFileSync(join(cwd, 'src', file), isEsm ? text.replaceAll(/'(\.\/[^']+)'/g, "'$1.js'") : text);
  }
  return {};
}

/** Starts the application with credentials and the URL of a fake Aspose Cloud, and sends it a request. */
async function checkFirstResponse(cwd) {
  const fake = await startFakeAspose();
  const port = await freePort();
  const child = spawn('node', ['dist/main'], { cwd, env: { ...process.env, ...fake.env, PORT: String(port) } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  let answer = 'none';
  for (let look = 0; look < 300 && answer === 'none' && child.exitCode === null; look += 1) {
    answer = await fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.text(),
      () => 'none',
    );
    if (answer === 'none') await sleep(100);
  }
  child.kill('SIGKILL');
  fake.stop();
  return { problem: answer === 'Aspose says 200' ? undefined : `its response is: ${answer}`, output };
}

/** Adopts the package in a new application of the Nest CLI. Stops at the first failure. */
export async function newcomer({ name, collection, packages }, { repository, workshop, tarballs, report }) {
  const cwd = join(workshop, name);
  const npm = (...args) => run(['npm', args], { cwd, timeoutMs: STEP_MS });
  const step = async ([what, work]) => {
    const startedAt = performance.now();
    const { problem, output } = await work();
    return report.check(`${name}: ${what}`, problem, startedAt, output);
  };
  await generateApplication(collection, cwd);
  if (!(await step(['the existing application', () => npmInstall(cwd)]))) return;
  const startedAt = performance.now();
  const steps = [
    ['npm install', () => npmInstall(cwd, tarballs[0], ...packages)],
    ['nest add', () => nestAdd(cwd)],
    ['nest add again changes nothing', () => nestAddAgain(cwd)],
    ['a service is added', () => writeService({ repository, cwd })],
    ['npm run build', () => npm('run', 'build')],
    ['npm test', () => npm('test')],
    ['starts, and responds with the response of Aspose', () => checkFirstResponse(cwd)],
  ];
  for (const one of steps) if (!(await step(one))) return;
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const problem = seconds > MAX_S && `it took ${seconds} s, more than ${MAX_S}`;
  report.check(`${name}: total, from npm install to the first response`, problem, startedAt);
}
