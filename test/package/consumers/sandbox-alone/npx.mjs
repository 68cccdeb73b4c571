// Starts the sandbox with npx, gets a token from it, uses the token, and stops the sandbox.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const READY_MS = 10_000;

/** Starts the command and waits for its last line. */
async function start(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let output = '';
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), READY_MS);
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (/^ASPOSE_CLIENT_SECRET=.*\n/m.test(output)) break;
  }
  clearTimeout(timer);
  const lines = output.split('\n').filter((line) => line.startsWith('ASPOSE_'));
  const variables = Object.fromEntries(lines.map((line) => line.split('=')));
  assert.deepEqual(Object.keys(variables), ['ASPOSE_BASE_URL', 'ASPOSE_CLIENT_ID', 'ASPOSE_CLIENT_SECRET']);
  return { child, variables };
}

async function useToken({ ASPOSE_BASE_URL: url, ASPOSE_CLIENT_ID, ASPOSE_CLIENT_SECRET }) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: ASPOSE_CLIENT_ID,
    client_secret: ASPOSE_CLIENT_SECRET,
  });
  const response = await fetch(`${url}/connect/token`, { method: 'POST', body });
  assert.equal(response.status, 200);
  const { access_token } = await response.json();
  const headers = { authorization: `Bearer ${access_token}` };
  const list = await fetch(`${url}/v4.0/words/storage/folder/`, { headers });
  assert.equal(list.status, 200, 'the API accepts the token');
}

const npx = await start('npx', ['--no-install', 'aspose-cloud-sandbox', '--port', '0']);
await useToken(npx.variables);
process.kill(-npx.child.pid, 'SIGINT');
await once(npx.child, 'close');

// Without npx, whose shell loses the exit code after a Ctrl+C.
const direct = await start('node_modules/.bin/aspose-cloud-sandbox', []);
direct.child.kill('SIGINT');
const [code] = await once(direct.child, 'close');
assert.equal(code, 0, 'exit code after Ctrl+C');
