#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failed } from './exit-codes.js';
import { run } from './run.js';

/** This file lies three folders below the package: `dist/esm/cli`. npm starts it through a link. */
function version(): string {
  const root = join(dirname(realpathSync(process.argv[1]!)), '..', '..', '..');
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

// Whoever reads us may leave early, as `head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const { env, stdout, stderr } = process;
const io = { env, cwd: process.cwd(), stdout, stderr, version, untilStopped };
const argv = process.argv.slice(2);
void run(argv, io)
  .catch((error: unknown) => failed(error, argv, io))
  .then((code) => {
    process.exitCode = code;
  });
