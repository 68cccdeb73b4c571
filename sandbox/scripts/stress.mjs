// Measures what hostile documents cost the built sandbox, in a process of its own:
//   npm run build && node sandbox/scripts/stress.mjs
// For each document: the response, its time, and the slowest of the other calls meanwhile. Then all of them at once, and the
// largest documents that are accepted. At the end the most memory that the process has used (Linux only).
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createDocument, HOSTILE_DOCUMENTS, pack } from './hostile-documents.mjs';

const PROBE_EVERY_MS = 5;
const cli = fileURLToPath(new URL('../dist/esm/cli.js', import.meta.url));
const child = spawn(process.execPath, [cli], { stdio: ['ignore', 'pipe', 'inherit'] });
let hasEnded = false;
child.once('exit', () => {
  hasEnded = true;
});
const output = await new Promise((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))));
const { ASPOSE_BASE_URL: url, ...credentials } = Object.fromEntries(
  [...output.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
);
const authorization = await getToken();
const base = await createEmptyDocument();
const idle = getMemory('VmHWM');

console.log('| document | response | ms | slowest other call, ms |');
console.log('| --- | --- | --- | --- |');
for (const [name, status, , create] of HOSTILE_DOCUMENTS) await measure(name, [await create(base)], status);
await measure('all of them at once', await Promise.all(HOSTILE_DOCUMENTS.map(([, , , create]) => create(base))));
const text = '<w:p><w:r><w:t>x</w:t></w:r></w:p>'; // three elements
const large = await pack(base, createDocument(text.repeat(33_000)));
await measure('99 000 elements, which are within the limit', [large]);
await measure('the same, 8 at once', Array.from({ length: 8 }, () => large));
console.log(`\nMemory: ${idle} MB before, ${getMemory('VmHWM')} MB at most, ${getMemory('VmRSS')} MB at the end.`);
child.kill();
if (process.exitCode) console.error('A response was not as expected, or the process has ended.');

async function measure(name, documents, expected) {
  let isDone = false;
  const startedAt = performance.now();
  const conversions = Promise.all(documents.map(convert)).finally(() => {
    isDone = true;
  });
  let slowestMs = 0;
  while (!isDone) {
    const sentAt = performance.now();
    await call('GET', '/info');
    slowestMs = Math.max(slowestMs, performance.now() - sentAt);
    await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
  }
  const statuses = [...new Set(await conversions)];
  if (hasEnded || statuses.some((status) => status >= 500 || (expected && status !== expected))) process.exitCode = 1;
  console.log(`| ${[name, statuses.join(', '), Math.round(performance.now() - startedAt), Math.round(slowestMs)].join(' | ')} |`);
}

async function convert(document) {
  return (await call('PUT', '/convert?format=html', document)).status;
}

async function call(method, path, body) {
  const response = await fetch(`${url}/v4.0/words${path}`, { method, body, headers: { authorization } });
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
}

async function getToken() {
  const { ASPOSE_CLIENT_ID: client_id, ASPOSE_CLIENT_SECRET: client_secret } = credentials;
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
  const response = await fetch(`${url}/connect/token`, { method: 'POST', body });
  return `Bearer ${(await response.json()).access_token}`;
}

async function createEmptyDocument() {
  await call('PUT', '/create?fileName=empty.docx');
  return (await call('GET', '/storage/file/empty.docx')).body;
}

/** @returns A figure of the process, in MB. */
function getMemory(name) {
  const file = `/proc/${child.pid}/status`;
  if (!existsSync(file)) return '?';
  return Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(file, 'utf8'))?.[1]) / 1024);
}
