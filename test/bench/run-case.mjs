import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

const here = (file) => new URL(file, import.meta.url);

async function certificate() {
  const altNames = [{ type: 7, ip: '127.0.0.1' }];
  const extensions = [
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames },
  ];
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], { extensions });
  return { key, cert };
}

/** What every case needs: credentials, and a certificate that its process trusts. */
export async function prepare() {
  const directory = mkdtempSync(join(tmpdir(), 'aspose-auth-bench-'));
  const tls = await certificate();
  const caFile = join(directory, 'ca.pem');
  writeFileSync(caFile, tls.cert);
  const credentials = { clientId: randomUUID(), clientSecret: randomUUID().replaceAll('-', '') };
  return { credentials, tls, caFile, remove: () => rmSync(directory, { recursive: true }) };
}

/** The process' first message; rejects where it ends without one. */
function firstMessage(child, what, said) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code, signal) =>
      reject(new Error(`${what} ended (${signal ?? code}): ${said().slice(-2_000)}`)),
    );
  });
}

function forked(file, argument, options = {}) {
  const child = fork(here(file), [JSON.stringify(argument)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...options,
  });
  let text = '';
  child.stderr.on('data', (chunk) => (text += chunk));
  return { child, message: firstMessage(child, file, () => text) };
}

/**
 * Runs a scenario with an alternative, both server and client in processes of their own, both ended afterwards.
 *
 * @returns The scenario's figures; `{ broken }` where it ended otherwise or not in time.
 */
export async function runCase({ scenario, adapter, library, isShort, patienceMs, execArgv = [] }, prepared) {
  const { credentials, tls, caFile } = prepared;
  const server = forked('server.mjs', { ...credentials, tls });
  const order = { scenario, adapter, library, isShort, credentials, addresses: await server.message };
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile, NODE_NO_WARNINGS: '1' };
  const client = forked('child.mjs', order, { env, execArgv });
  const timer = setTimeout(() => client.child.kill('SIGKILL'), patienceMs);
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
