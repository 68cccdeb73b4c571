import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { transformSync } from '@swc/core';

/**
 * Copies the package to a temporary folder as npm installs it: compiled, with its manifest and a link to the program.
 *
 * @param libraries The libraries that are installed beside it.
 */
export function copyPackage(libraries: readonly string[] | 'all'): { readonly main: string } {
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
  const modules = join(root, 'node_modules');
  if (libraries === 'all') symlinkSync(resolve('node_modules'), modules);
  else {
    mkdirSync(modules);
    for (const name of libraries) symlinkSync(resolve('node_modules', name), join(modules, name));
  }
  const link = join(root, 'aspose-auth');
  symlinkSync(join(root, 'dist/esm/cli/main.js'), link);
  return { main: link };
}
