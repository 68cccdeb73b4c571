#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reportUnexpectedError } from './exit-codes.js';
import { run } from './run.js';

const { env, stdout, stderr } = process;

// The reader of a pipe may close it early, as `head` does.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const io = { env, cwd: process.cwd(), stdout, stderr, readVersion };
const argv = process.argv.slice(2);
void run(argv, io)
  .catch((error: unknown) => reportUnexpectedError(error, argv, io))
  .then((code) => {
    process.exitCode = code;
  });

/** This file is three folders below the package root, in `dist/esm/cli`. npm starts it through a symbolic link. */
function readVersion(): string {
  const root = join(dirname(realpathSync(process.argv[1]!)), '..', '..', '..');
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
