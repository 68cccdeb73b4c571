import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const manifest = readJson('package.json');
const sandbox = readJson('sandbox/package.json');
const lock = readJson('package-lock.json');

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Folder of each subpath below `lib/` and `dist/*`. That of the root is empty. */
const subpaths: [string, string][] = Object.keys(manifest.exports as object)
  .filter((name) => name !== './package.json')
  .map((name) => [name, name.slice(1)]);

/** The conditions of a subpath: ES modules for import and, if Node can require() them, for require; else CommonJS. */
function expectConditions(conditions: object, folder: string) {
  const target = (format: string) => ({
    types: `./dist/${format}${folder}/index.d.ts`,
    default: `./dist/${format}${folder}/index.js`,
  });
  expect(conditions).toEqual({ import: target('esm'), 'module-sync': target('esm'), require: target('cjs') });
  // The first condition that matches wins: types before code, and module-sync before require.
  expect(Object.keys(conditions)).toEqual(['import', 'module-sync', 'require']);
  for (const one of Object.values(conditions)) expect(Object.keys(one as object)).toEqual(['types', 'default']);
}

// scripts/smoke-consumers.mjs checks on the packed tarballs that the targets exist.
describe('exports of package.json', () => {
  it.each(subpaths)(
    '%s resolves to one copy for import and require, and to CommonJS for other tools',
    (name, folder) => {
      expectConditions(manifest.exports[name] as object, folder);
      expect(existsSync(`lib${folder}/index.ts`)).toBe(true);
    },
  );

  it('lets tools read package.json', () => {
    expect(manifest.exports['./package.json']).toBe('./package.json');
  });

  it('has an entry in typesVersions for each subpath, for TypeScript that does not read exports', () => {
    const named = subpaths.filter(([, folder]) => folder);
    expect(manifest.typesVersions['*']).toEqual(
      Object.fromEntries(named.map(([name, folder]) => [name.slice(2), [`./dist/cjs${folder}/index.d.ts`]])),
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

  it.each([
    ['package.json', manifest.devDependencies],
    ['sandbox/package.json', { ...sandbox.dependencies, ...sandbox.devDependencies }],
  ])('pins every version in %s', (_name, dependencies) => {
    const versions = Object.values(dependencies as Record<string, string>);
    expect(versions.filter((version) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

describe('sandbox/package.json', () => {
  it('is a workspace that is released with the main package', () => {
    expect(manifest.workspaces).toEqual(['sandbox']);
    for (const name of ['version', 'license', 'type', 'engines']) expect(sandbox[name]).toEqual(manifest[name]);
    expect(readFileSync('sandbox/LICENSE', 'utf8')).toBe(readFileSync('LICENSE', 'utf8'));
  });

  it('exports ES modules and CommonJS', () => {
    expect(Object.keys(sandbox.exports as object)).toEqual(['.', './package.json']);
    expectConditions(sandbox.exports['.'] as object, '');
    expect(sandbox.main).toBe(sandbox.exports['.'].require.default);
    expect(sandbox.types).toBe(sandbox.exports['.'].require.types);
  });

  it('has no peers: everything that it needs is installed with it', () => {
    expect(sandbox).not.toHaveProperty('peerDependencies');
  });
});

describe('package-lock.json', () => {
  it('names no registry, so that npm ci works with any; only the workspace is a link', () => {
    const packages = Object.entries(lock.packages as Record<string, { resolved?: string }>);
    expect(packages.filter(([, entry]) => entry.resolved !== undefined)).toEqual([
      ['node_modules/aspose-cloud-sandbox', { resolved: 'sandbox', link: true }],
    ]);
    expect(JSON.stringify(lock)).not.toContain('.tgz');
  });
});
