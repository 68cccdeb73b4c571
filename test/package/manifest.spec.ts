import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** Folder of each subpath below `lib/` and `dist/*`; the root's is empty. `lib/config` is the room that all others stand on. */
const subpaths: [string, string][] = Object.keys(manifest.exports as object)
  .filter((name) => name !== './package.json')
  .map((name) => [name, name === './config' ? '/config-namespace' : name.slice(1)]);

// Whether the targets exist is checked on the packed tarball, by scripts/smoke-consumers.mjs.
describe('exports of package.json', () => {
  it.each(subpaths)(
    '%s serves one copy to import and require, and CommonJS to tools that know no better',
    (name, folder) => {
      const target = (format: string) => ({
        types: `./dist/${format}${folder}/index.d.ts`,
        default: `./dist/${format}${folder}/index.js`,
      });
      const conditions = manifest.exports[name];
      expect(conditions).toEqual({ import: target('esm'), 'module-sync': target('esm'), require: target('cjs') });
      // The first condition that matches wins: types before code, and module-sync before require.
      expect(Object.keys(conditions)).toEqual(['import', 'module-sync', 'require']);
      for (const one of Object.values(conditions)) expect(Object.keys(one as object)).toEqual(['types', 'default']);
      expect(existsSync(`lib${folder}/index.ts`)).toBe(true);
    },
  );

  it('lets tools read package.json', () => {
    expect(manifest.exports['./package.json']).toBe('./package.json');
  });

  it('has a twin in typesVersions for each subpath, for TypeScript that does not read exports', () => {
    const twins = subpaths.filter(([, folder]) => folder);
    expect(manifest.typesVersions['*']).toEqual(
      Object.fromEntries(twins.map(([name, folder]) => [name.slice(2), [`./dist/cjs${folder}/index.d.ts`]])),
    );
    expect(manifest.main).toBe(manifest.exports['.'].require.default);
    expect(manifest.types).toBe(manifest.exports['.'].require.types);
  });
});

describe('dependencies of package.json', () => {
  it('has none at run time', () => {
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('optionalDependencies');
    expect(manifest).not.toHaveProperty('bundledDependencies');
  });

  it('tests against every peer it declares', () => {
    const tested = Object.keys(manifest.devDependencies as object);
    expect(tested).toEqual(expect.arrayContaining(Object.keys(manifest.peerDependencies as object)));
  });

  it('calls only declared peers optional', () => {
    const optional = Object.keys(manifest.peerDependenciesMeta as object);
    expect(Object.keys(manifest.peerDependencies as object)).toEqual(expect.arrayContaining(optional));
  });

  it('pins what it is developed with', () => {
    const versions = Object.values(manifest.devDependencies as Record<string, string>);
    expect(versions.filter((version) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

describe('package-lock.json', () => {
  it('names no registry, so that npm ci works with any', () => {
    const packages = Object.entries(lock.packages as Record<string, { resolved?: string }>);
    expect(packages.filter(([, entry]) => entry.resolved !== undefined).map(([name]) => name)).toEqual([]);
    expect(JSON.stringify(lock)).not.toContain('.tgz');
  });
});
