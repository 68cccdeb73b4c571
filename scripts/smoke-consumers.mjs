// Installs the packed tarballs in temporary applications and uses them as users do.
//
// npm run test:consumers [-- name…]   the set for CI
// npm run test:matrix [-- name…]      every version of Node, Nest, module system and test runner
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inParallel } from './consumers/in-parallel.mjs';
import { tryMatrix } from './consumers/matrix.mjs';
import { newcomer } from './consumers/newcomer.mjs';
import { PLAN } from './consumers/plan.mjs';
import { startRedis } from './consumers/redis-server.mjs';
import { createReport } from './consumers/report.mjs';
import { findTarballs, pack } from './consumers/tarball.mjs';
import { installTools } from './consumers/tools.mjs';
import { tryAlone, tryOut } from './consumers/try-out.mjs';

const startedAt = performance.now();
const isMatrix = process.argv.includes('--matrix');
const names = process.argv.slice(2).filter((argument) => argument !== '--matrix');
const wanted = (name) => names.length === 0 || names.includes(name);
const repository = fileURLToPath(new URL('..', import.meta.url));
const workshop = mkdtempSync(join(tmpdir(), 'aspose-consumers-'));
const report = createReport();
let redis;

const isTried = (one) => wanted(one.name) && (isMatrix || !one.isOnlyInMatrix);

/** Runs the set for CI, two at a time, because its machines have two processors. */
async function trySome(context) {
  await inParallel(2, PLAN.filter(isTried), async (one) => {
    const startedAt = performance.now();
    const attempt = one.collection ? newcomer : one.isAlone ? tryAlone : tryOut;
    await attempt(one, context).catch((error) => report.check(one.name, 'unexpected error', startedAt, error.stack));
  });
}

try {
  const known = PLAN.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`No such consumer: ${unknown.join(', ')}; there are ${known.join(', ')}`);
  const packedAt = performance.now();
  // CI packs once, for all of its checks.
  const tarballs = process.env.PACKED ? findTarballs(process.env.PACKED) : await pack(repository, workshop);
  report.check('npm pack', undefined, packedAt);
  redis = await startRedis(workshop);
  const tools = [...new Set(PLAN.filter(isTried).flatMap((one) => one.tools ?? []))];
  const toolsEnv = tools.length > 0 ? await installTools(tools, { workshop, report }) : undefined;
  const context = { repository, workshop, tarballs, redis, report, toolsEnv };
  await (isMatrix ? tryMatrix(wanted, context) : trySome(context));
} catch (error) {
  report.failed += 1;
  console.error(error);
} finally {
  redis?.stop();
  rmSync(workshop, { recursive: true, force: true });
}
console.log(`total: ${Math.round((performance.now() - startedAt) / 1_000)} s`);
console.log(`consumers: ${report.passed} passed, ${report.failed} failed`);
process.exitCode = report.failed > 0 ? 1 : 0;
