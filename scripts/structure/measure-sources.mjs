import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { findImports } from '../../test/package/architecture/imports.js';
import { findImportCycles } from '../../test/package/architecture/rules.js';
import { readSourceFiles } from '../../test/package/architecture/source-files.js';
import { findGlossaryHits } from '../../test/package/glossary/find-words.js';

const ROOTS = ['lib', 'sandbox/src', 'sample-app/src', 'sample-app/web/src'];

const countLines = (text) => text.replace(/\n$/, '').split('\n').length;

/** `lib/token/a.ts` is in `lib/token`, `lib/index.ts` in `lib`, and what lies deeper belongs to the same folder. */
function getFolder(root, path) {
  // Before it was a package of its own, the sandbox was a folder of lib.
  if (root === 'lib' && path.startsWith('sandbox/')) return 'sandbox/src';
  return root === 'lib' && path.includes('/') ? `lib/${path.slice(0, path.indexOf('/'))}` : root;
}

function readRoot(checkout, root) {
  if (!existsSync(join(checkout, root))) return [];
  return readSourceFiles(join(checkout, root))
    .filter(({ path }) => /\.ts$/.test(path))
    .map(({ path, text }) => ({ root, path, text, lines: countLines(text), folder: getFolder(root, path) }));
}

/** Counts imports from one folder of `lib/` to another. */
function countImports(lib) {
  const counts = new Map();
  for (const { path, text, folder } of lib) {
    for (const { specifier } of findImports(path, text)) {
      if (!specifier.startsWith('.')) continue;
      const target = getFolder('lib', posix.join(posix.dirname(path), specifier));
      if (target === folder) continue;
      const ofFolder = counts.get(folder) ?? new Map();
      counts.set(folder, ofFolder.set(target, (ofFolder.get(target) ?? 0) + 1));
    }
  }
  const byName = ([a], [b]) => a.localeCompare(b);
  return [...counts].sort(byName).map(([folder, targets]) => [folder, [...targets].sort(byName)]);
}

/** Reads the sources of a checkout: sizes, imports, circles, and words that the glossary replaces. */
export function measureSources(checkout) {
  const files = ROOTS.flatMap((root) => readRoot(checkout, root));
  const lib = files.filter(({ root }) => root === 'lib');
  return {
    files,
    folders: [...new Set(files.map(({ folder }) => folder))].sort(),
    imports: countImports(lib),
    cycles: findImportCycles(lib),
    glossaryHits: files.flatMap(({ root, path, text }) => findGlossaryHits({ path: `${root}/${path}`, text })),
  };
}
