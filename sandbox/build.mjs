// Compiles the package twice: as ES modules, and as CommonJS for `require()` in Jest, which cannot load ES modules there.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
rmSync('dist', { recursive: true, force: true });

/** The modules whose types users can name. Those of all others stay out of the package. */
const PUBLIC_TYPES = ['index', 'aspose-sandbox', 'counters', 'faults', 'options'].map((name) => `${name}.d.ts`);

for (const format of ['esm', 'cjs']) {
  execFileSync(process.execPath, [tsc, '-p', `tsconfig.${format}.json`], { stdio: 'inherit' });
  const location = 'documents/worker-location.cjs';
  copyFileSync(`src/${location}`, `dist/${format}/${location}`);
  for (const file of readdirSync(`dist/${format}`, { recursive: true })) {
    if (/\.d\.c?ts$/.test(file) && !PUBLIC_TYPES.includes(file)) rmSync(`dist/${format}/${file}`);
  }
}
writeFileSync('dist/cjs/package.json', '{"type":"commonjs"}\n');
