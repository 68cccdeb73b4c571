import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { npmInstall } from './npm-install.mjs';
import { runStep } from './run-step.mjs';
import { defectsOf, helpAlone } from './tarball.mjs';

/** Lays out an application, and installs the tarball in it. Says where it is; `undefined` where that failed. */
export async function layOut({ name, layers }, { repository, workshop, tarball, report }, ...packages) {
  const cwd = join(workshop, name);
  for (const layer of layers) cpSync(join(repository, 'test/package/consumers', layer), cwd, { recursive: true });
  const startedAt = performance.now();
  const { problem, output } = await npmInstall(cwd, tarball, ...packages);
  if (!report.check(`${name}: npm install`, problem, startedAt, output)) return undefined;
  const installed = join(cwd, 'node_modules/nestjs-aspose-auth');
  const defects = [...defectsOf(installed), await helpAlone(installed, workshop)].filter(Boolean);
  report.check(`${name}: files of the package`, defects.join('\n'), performance.now());
  return cwd;
}

/** Does one step of an application, and says how it went. */
export async function doStep(step, { cwd, env, title }, { redis, report }) {
  if (step.needsRedis && !redis) {
    console.log(`--   ${title}: ${step.name}: skipped, there is no redis-server here`);
    return true;
  }
  const startedAt = performance.now();
  const withRedis = step.needsRedis ? { ...env, REDIS_SOCKET: redis.socket } : env;
  const { problem, output } = await runStep(step, { cwd, env: withRedis });
  return report.check(`${title}: ${step.name}`, problem, startedAt, output);
}

/** Uses the package in one application of the plan. */
export async function tryOut(consumer, context) {
  const cwd = await layOut(consumer, context);
  if (cwd === undefined) return;
  for (const step of consumer.steps.filter(({ isOnlyInMatrix }) => !isOnlyInMatrix)) {
    await doStep(step, { cwd, title: consumer.name }, context);
  }
}
