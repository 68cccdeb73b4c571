// The command line as users run it: npx aspose-auth. The variables of the process refer to a fake Aspose Cloud.
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
  return ended;
}
const aspose = (args, env) => start('npx', ['--no-install', 'aspose-auth', ...args], env);

async function printsItsVersion() {
  assert.deepEqual(await aspose(['--version'], WITHOUT_VARIABLES), { code: 0, stdout: `${version}\n`, stderr: '' });
}

async function doctorNamesMissingVariables() {
  const { code, stdout } = await aspose(['doctor', '--no-token', '--json'], WITHOUT_VARIABLES);
  assert.equal(code, 2);
  const { ok, exitCode } = JSON.parse(stdout);
  assert.deepEqual({ ok, exitCode }, { ok: false, exitCode: 2 });
  assert.match(stdout, /ASPOSE_CLIENT_ID/);
}

/** Prints only the token. To a pipe, --show is not needed. */
async function printsAToken(env) {
  const { code, stdout, stderr } = await aspose(['token'], env);
  assert.equal(code, 0, stderr);
  const token = stdout.trim();
  assert.equal(stdout, `${token}\n`);
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${env.ASPOSE_BASE_URL}/v4.0/words/storage/folder/`, { headers });
  assert.equal(response.status, 200, 'the API accepts the printed token');
}

await printsItsVersion();
await doctorNamesMissingVariables();
await printsAToken(process.env);
console.log('closed');
