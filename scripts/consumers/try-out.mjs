import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './install.mjs';
import { npmInstall } from './npm-install.mjs';
import { runStep } from './run-step.mjs';
import { checkHelpAlone, findDefects, PACKAGES } from './tarball.mjs';

/** Creates an application, and installs the tarballs in it. @returns Its folder, or undefined if the installation failed. */
export async function layOut(consumer, { repository, workshop, tarballs, report, toolsEnv }, ...packages) {
  const { name, layers, manager = 'npm' } = consumer;
  const cwd = join(workshop, name);
  for (const layer of layers) cpSync(join(repository, 'test/package/consumers', layer), cwd, { recursive: true });
  const startedAt = performance.now();
  const { problem, output } = await install(consumer, cwd, tarballs, packages, toolsEnv);
  if (!report.check(`${name}: ${manager} install`, problem, startedAt, output)) return undefined;
  const installed = PACKAGES.map((one) => join(cwd, 'node_modules', one));
  if (manager !== 'npm') return cwd; // the others add files of their own, or keep packages in archives
  const defects = [...installed.flatMap(findDefects), await checkHelpAlone(installed[0], workshop)].filter(Boolean);
  report.check(`${name}: files of the packages`, defects.join('\n'), performance.now());
  return cwd;
}

/** Runs one step of an application, and reports the result. */
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

/** Uses the packages in one application of the plan. */
export async function tryOut(consumer, context) {
  if (consumer.tools && !context.toolsEnv) return; // reported as a failure when they were installed
  const cwd = await layOut(consumer, context);
  if (cwd === undefined) return;
  for (const step of consumer.steps.filter(({ isOnlyInMatrix }) => !isOnlyInMatrix)) {
    await doStep(step, { cwd, env: consumer.tools && context.toolsEnv, title: consumer.name }, context);
  }
}

/** Uses the sandbox alone: its tarball in an empty folder, with nothing else to install. */
export async function tryAlone(consumer, context) {
  const cwd = await layOutAlone(consumer, context);
  if (cwd === undefined) return;
  for (const step of consumer.steps) await doStep(step, { cwd, title: consumer.name }, context);
}

async function layOutAlone({ name, layers }, { repository, workshop, tarballs: [, tarball], report }) {
  const cwd = join(workshop, name);
  for (const layer of layers) cpSync(join(repository, 'test/package/consumers', layer), cwd, { recursive: true });
  const startedAt = performance.now();
  const { problem, output } = await npmInstall(cwd, tarball);
  return report.check(`${name}: npm install`, problem, startedAt, output) ? cwd : undefined;
}
