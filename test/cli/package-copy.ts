import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { transformSync } from '@swc/core';

/** The package as an installation has it: compiled, with its manifest, and with the libraries around it or without any. */
export function packageCopy(withLibraries: boolean): { readonly main: string } {
  const root = mkdtempSync(join(tmpdir(), 'aspose-auth-package-'));
  for (const path of readdirSync('lib', { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || path.includes('.d.')) continue;
    const { code } = transformSync(readFileSync(join('lib', path), 'utf8'), {
      filename: path,
      swcrc: false,
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, useDefineForClassFields: false },
      },
      module: { type: 'es6' },
    });
    const target = join(root, 'dist/esm', path.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  writeFileSync(join(root, 'dist/esm/package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'package.json'), '{"name":"nestjs-aspose-auth","version":"1.2.3"}');
  if (withLibraries) symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  const link = join(root, 'aspose-auth');
  symlinkSync(join(root, 'dist/esm/cli/main.js'), link);
  return { main: link };
}
