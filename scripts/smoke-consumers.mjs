// Installs the packed tarball in throw-away applications and uses it there as users do: npm run test:consumers [name…]
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFakeAspose } from './consumers/fake-aspose.mjs';
import { PLAN } from './consumers/plan.mjs';
import { run } from './consumers/run.mjs';
import { defectsOf, pack } from './consumers/tarball.mjs';

const STEP_MS = 120_000;
const EXIT_MS = 2_000;
const repository = fileURLToPath(new URL('..', import.meta.url));
const workshop = mkdtempSync(join(tmpdir(), 'aspose-consumers-'));
const results = { passed: 0, failed: 0 };

/** Reports one check: no problem is a pass. */
function report(name, problem, startedAt, output = '') {
  results[problem ? 'failed' : 'passed'] += 1;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${problem ? 'FAIL' : 'ok  '} ${name} (${seconds} s)${problem ? `: ${problem}\n${output}` : ''}`);
}

/** An application uses the fake, asks it for one token, and is gone soon after it closed. */
async function runApplication(step, cwd) {
  const fake = await startFakeAspose();
  const [command, args, env] = step.run;
  const result = await run([command, args, { ...env, ...fake.env }], { cwd, timeoutMs: STEP_MS });
  fake.stop();
  if (!result.problem && fake.tokenRequests !== 1) result.problem = `${fake.tokenRequests} token requests instead of 1`;
  if (!(result.lingeredMs < EXIT_MS)) result.problem ??= `alive ${Math.round(result.lingeredMs)} ms after app.close()`;
  return result;
}

async function tryOut({ name, steps }, tarball) {
  const cwd = join(workshop, name);
  for (const source of ['shared', name]) {
    cpSync(join(repository, 'test/package/consumers', source), cwd, { recursive: true });
  }
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
  let startedAt = performance.now();
  const installed = await run(['npm', ['install', ...options, tarball]], { cwd, timeoutMs: STEP_MS });
  report(`${name}: npm install`, installed.problem, startedAt, installed.output);
  if (installed.problem) return;
  const defects = defectsOf(join(cwd, 'node_modules/nestjs-aspose-auth'));
  report(`${name}: files of the package`, defects.join('\n'), performance.now());
  for (const step of steps) {
    startedAt = performance.now();
    const { problem, output } = await (step.isApplication
      ? runApplication(step, cwd)
      : run(step.run, { cwd, timeoutMs: STEP_MS }));
    report(`${name}: ${step.name}`, problem, startedAt, output);
  }
}

try {
  const wanted = process.argv.slice(2);
  const chosen = PLAN.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (chosen.length === 0) throw new Error(`No such consumer; there are ${PLAN.map(({ name }) => name).join(', ')}`);
  const tarball = await pack(repository, workshop);
  for (const consumer of chosen) await tryOut(consumer, tarball);
} catch (error) {
  results.failed += 1;
  console.error(error);
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
console.log(`consumers: ${results.passed} passed, ${results.failed} failed`);
process.exitCode = results.failed > 0 ? 1 : 0;
