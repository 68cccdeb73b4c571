// The command line as people use it: npx aspose-auth. The variables of the process name a fake Aspose Cloud.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const STEP_MS = 30_000;
const { version } = createRequire(import.meta.url)('nestjs-aspose-auth/package.json');
const own = Object.entries(process.env).filter(([name]) => !name.startsWith('ASPOSE_'));
const WITHOUT_VARIABLES = Object.fromEntries(own);

function start(command, args, env) {
  const child = spawn(command, args, { env });
  const timer = setTimeout(() => child.kill('SIGKILL'), STEP_MS);
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (chunk) => {
      written[name] += chunk;
    });
  }
  const ended = new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...written });
    });
  });
  return { ended, written, interrupt: () => child.kill('SIGINT') };
}
const aspose = (args, env) => start('npx', ['--no-install', 'aspose-auth', ...args], env).ended;

async function printsItsVersion() {
  assert.deepEqual(await aspose(['--version'], WITHOUT_VARIABLES), { code: 0, stdout: `${version}\n`, stderr: '' });
}

async function doctorNamesWhatIsMissing() {
  const { code, stdout } = await aspose(['doctor', '--no-token', '--json'], WITHOUT_VARIABLES);
  assert.equal(code, 2);
  const { ok, exitCode } = JSON.parse(stdout);
  assert.deepEqual({ ok, exitCode }, { ok: false, exitCode: 2 });
  assert.match(stdout, /ASPOSE_CLIENT_ID/);
}

/** To a pipe, so without --show: the token and nothing else. */
async function printsAToken(env) {
  const { code, stdout, stderr } = await aspose(['token'], env);
  assert.equal(code, 0, stderr);
  const token = stdout.trim();
  assert.equal(stdout, `${token}\n`);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${env.ASPOSE_BASE_URL}/v4.0/words/storage/folder/`, { headers });
  assert.equal(answer.status, 200, 'the API takes the token that was printed');
}

async function sandboxRuns() {
  // Without npx, whose shell ends by a Ctrl+C itself, so that the exit code would be lost.
  const running = start('node_modules/.bin/aspose-auth', ['sandbox', '--port', '0'], WITHOUT_VARIABLES);
  let early = false;
  void running.ended.then(() => {
    early = true;
  });
  for (let look = 0; look < 300 && !early && !/^ASPOSE_CLIENT_SECRET=/m.test(running.written.stdout); look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const lines = running.written.stdout.split('\n').filter((line) => line.startsWith('ASPOSE_'));
  const variables = Object.fromEntries(lines.map((line) => line.split('=')));
  assert.deepEqual(Object.keys(variables), ['ASPOSE_BASE_URL', 'ASPOSE_CLIENT_ID', 'ASPOSE_CLIENT_SECRET']);
  await printsAToken({ ...WITHOUT_VARIABLES, ...variables });
  running.interrupt();
  const { code, stderr } = await running.ended;
  assert.equal(code, 0, `after Ctrl+C: ${stderr}`);
}

async function sandboxSaysWhatToInstall() {
  const { code, stderr } = await aspose(['sandbox', '--port', '0'], WITHOUT_VARIABLES);
  assert.equal(code, 1);
  assert.match(stderr, /npm install --save-dev .*jose/);
}

await printsItsVersion();
await doctorNamesWhatIsMissing();
await printsAToken(process.env);
await (process.env.OPTIONAL_PEERS === 'none' ? sandboxSaysWhatToInstall() : sandboxRuns());
console.log('closed');
