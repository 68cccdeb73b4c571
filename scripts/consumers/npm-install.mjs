import { run } from './run.mjs';

const OPTIONS = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
const INSTALL_MS = 300_000;

/** Installs what a folder's package.json names, and these packages too. */
export const npmInstall = (cwd, ...packages) =>
  run(['npm', ['install', ...OPTIONS, ...packages]], { cwd, timeoutMs: INSTALL_MS });
