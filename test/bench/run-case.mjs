import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

const here = (file) => new URL(file, import.meta.url);
/** Lets the server import the fake of the tests, which is TypeScript. */
const TYPESCRIPT = here('../support/typescript.mjs').href;

async function certificate() {
  const altNames = [{ type: 7, ip: '127.0.0.1' }];
  const extensions = [
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames },
  ];
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], { extensions });
  return { key, cert };
}

/** Creates what every case needs: credentials, and a certificate that its process trusts. */
export async function prepare() {
  const directory = mkdtempSync(join(tmpdir(), 'aspose-auth-bench-'));
  const tls = await certificate();
  const caFile = join(directory, 'ca.pem');
  writeFileSync(caFile, tls.cert);
  const credentials = { clientId: randomUUID(), clientSecret: randomUUID().replaceAll('-', '') };
  return { credentials, tls, caFile, remove: () => rmSync(directory, { recursive: true }) };
}

/** Waits for the first message of a process. Rejects if it exits without one. */
function waitForMessage(child, what, getOutput) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code, signal) =>
      reject(new Error(`${what} ended (${signal ?? code}): ${getOutput().slice(-2_000)}`)),
    );
  });
}

function forkProcess(file, argument, options = {}) {
  const child = fork(here(file), [JSON.stringify(argument)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...options,
  });
  let text = '';
  child.stderr.on('data', (chunk) => (text += chunk));
  return { child, message: waitForMessage(child, file, () => text) };
}

/**
 * Runs a scenario with an alternative: server and client are separate processes, which end with the case.
 *
 * @returns The figures of the scenario, or `{ broken }` if it failed or timed out.
 */
export async function runCase({ scenario, adapter, library, isShort, timeoutMs, execArgv = [] }, prepared) {
  const { credentials, tls, caFile } = prepared;
  const server = forkProcess(
    'server.mjs',
    { ...credentials, tls },
    { execArgv: ['--import', TYPESCRIPT, '--no-warnings'] },
  );
  const order = { scenario, adapter, library, isShort, credentials, addresses: await server.message };
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile, NODE_NO_WARNINGS: '1' };
  const client = forkProcess('child.mjs', order, { env, execArgv });
  const timer = setTimeout(() => client.child.kill('SIGKILL'), timeoutMs);
  try {
    const { result } = await client.message;
    return result;
  } catch (error) {
    return { broken: error.message };
  } finally {
    clearTimeout(timer);
    client.child.kill('SIGKILL');
    server.child.kill('SIGKILL');
  }
}
