// Whoever has an application of Nest, and reads the README: from npm install to the first answer of Aspose, by the clock.
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
const MOST_S = 300;
const NEST_ADD = ['npx', ['--no-install', 'nest', 'add', 'nestjs-aspose-auth', '--skip-install']];

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** What `nest add` may change, as text. */
const changedBy = (cwd) =>
  ['src/app.module.ts', '.env.example']
    .map((file) => join(cwd, file))
    .map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''))
    .join('\n');

/** The Nest CLI ends with 0 whatever happened, so the files are looked at. */
async function nestAdd(cwd) {
  const result = await run(NEST_ADD, { cwd, timeoutMs: STEP_MS });
  const text = changedBy(cwd);
  const missing = ['AsposeAuthModule.forRoot()', 'ASPOSE_CLIENT_ID=', 'ASPOSE_CLIENT_SECRET='];
  const lacking = missing.filter((part) => !text.includes(part));
  if (lacking.length > 0) result.problem ??= `it has not written ${lacking.join(', ')}`;
  return result;
}

async function nestAddAgain(cwd) {
  const before = changedBy(cwd);
  const result = await run(NEST_ADD, { cwd, timeoutMs: STEP_MS });
  if (changedBy(cwd) !== before) result.problem ??= 'the second time it changed files';
  return result;
}

/** A service with `AsposeClient`, its controller and its test, in the style of the application. */
function writeService({ repository, cwd }) {
  const source = join(repository, 'test/package/consumers/newcomer/src');
  const isEsm = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')).type === 'module';
  for (const file of readdirSync(source)) {
    const text = readFileSync(join(source, file), 'utf8');
    writeFileSync(join(cwd, 'src', file), isEsm ? text.replaceAll(/'(\.\/[^']+)'/g, "'$1.js'") : text);
  }
  return {};
}

/** Starts the application with two variables, and the address of a fake Aspose Cloud, and asks it something. */
async function firstAnswer(cwd) {
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
  return { problem: answer === 'Aspose says 200' ? undefined : `its answer is: ${answer}`, output };
}

/** Adopts the package in a new application of the Nest CLI; what fails ends it. */
export async function newcomer({ name, collection, packages }, { repository, workshop, tarball, report }) {
  const cwd = join(workshop, name);
  const npm = (...args) => run(['npm', args], { cwd, timeoutMs: STEP_MS });
  const step = async ([what, work]) => {
    const startedAt = performance.now();
    const { problem, output } = await work();
    return report.check(`${name}: ${what}`, problem, startedAt, output);
  };
  await generateApplication(collection, cwd);
  if (!(await step(['the application that was there', () => npmInstall(cwd)]))) return;
  const startedAt = performance.now();
  const steps = [
    ['npm install', () => npmInstall(cwd, tarball, ...packages)],
    ['nest add', () => nestAdd(cwd)],
    ['nest add again changes nothing', () => nestAddAgain(cwd)],
    ['a service is written', () => writeService({ repository, cwd })],
    ['npm run build', () => npm('run', 'build')],
    ['npm test', () => npm('test')],
    ['starts, and answers with what Aspose said', () => firstAnswer(cwd)],
  ];
  for (const one of steps) if (!(await step(one))) return;
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const problem = seconds > MOST_S && `it took ${seconds} s, more than ${MOST_S}`;
  report.check(`${name}: all of it, from npm install to the first answer`, problem, startedAt);
}
