import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { transformFileSync } from '@swc/core';
import { readSourceFiles } from '../package/architecture/source-files.js';

/** Compiles the sources to JavaScript for child processes, in a folder from which the peers are found. */
export function compiledLib(): { directory: string; remove: () => void } {
  const cache = resolve('node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'aspose-auth-'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  for (const { path } of readSourceFiles('lib').filter((file) => !file.path.endsWith('.d.ts'))) {
    const { code } = transformFileSync(join('lib', path), {
      swcrc: false,
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
      module: { type: 'es6' },
    });
    const target = join(directory, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
