// The published typings name what users can use, and nothing of what is inside.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PUBLIC = ['AsposeSandbox', 'AsposeSandboxOptions', 'SandboxClient', 'SandboxCounters', 'SandboxFaults'];
const FAULTS = ['API_FAULT_KINDS', 'ApiFault', 'FaultFrequency', 'TOKEN_FAULT_KINDS', 'TokenFault'];

for (const format of ['esm', 'cjs']) {
  const dist = join('node_modules/aspose-cloud-sandbox/dist', format);
  const files = readdirSync(dist, { recursive: true }).filter((file) => /\.d\.c?ts$/.test(file));
  const text = files.map((file) => readFileSync(join(dist, file), 'utf8')).join('\n');
  const names = [...text.matchAll(/^export (?:declare )?(?:class|interface|const|function|type) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(names.sort(), [...PUBLIC, ...FAULTS].sort(), `types of ${format}`);
}
