import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmInstall } from './npm-install.mjs';
import { run } from './run.mjs';
import { PACKAGES } from './tarball.mjs';

const INSTALL_MS = 300_000;
const COMMANDS = {
  pnpm: ['install', '--ignore-scripts'],
  yarn: ['install'],
  bun: ['install', '--ignore-scripts'],
};

/** Installs an application and the tarballs with its own package manager. */
export function install({ manager = 'npm' }, cwd, tarballs, packages, env) {
  if (manager === 'npm') return npmInstall(cwd, ...tarballs, ...packages);
  const path = join(cwd, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  tarballs.forEach((tarball, index) => {
    manifest.dependencies[PACKAGES[index]] = `file:${tarball}`;
  });
  writeFileSync(path, JSON.stringify(manifest, undefined, 2));
  return run([manager, COMMANDS[manager], env], { cwd, timeoutMs: INSTALL_MS });
}
