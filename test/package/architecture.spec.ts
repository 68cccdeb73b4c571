import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { getLayer, LAYERS } from './architecture/layers.js';
import { checkLength, checkShortFiles, findImportCycles, findViolations, type Manifest } from './architecture/rules.js';
import { readSourceFiles } from './architecture/source-files.js';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const lib = readSourceFiles('lib');

describe('the architecture', () => {
  it.each(Object.keys(LAYERS))('imports point down in %s', (layer) => {
    const files = lib.filter((file) => getLayer(file.path) === layer);
    expect(files.flatMap((file) => findViolations(file, manifest))).toEqual([]);
  });

  it('every file belongs to a layer', () => {
    expect(lib.filter((file) => !(getLayer(file.path) in LAYERS)).map(({ path }) => path)).toEqual([]);
    expect(lib.map((file) => file.path)).toEqual(
      expect.arrayContaining(['index.ts', 'errors.ts', 'token/token-manager.ts']),
    );
  });

  it.each(['lib', 'sandbox/src', 'sample-app/src'])('no circle of imports in %s', (folder) => {
    expect(findImportCycles(readSourceFiles(folder))).toEqual([]);
  });

  it('short files have a reason', () => {
    expect(checkShortFiles(lib)).toEqual([]);
  });

  it.each(['sandbox', 'sample-app', 'scripts', 'test'])('no file is too long in %s', (folder) => {
    expect(readSourceFiles(folder).flatMap(({ path, text }) => checkLength(`${folder}/${path}`, text))).toEqual([]);
  });
});
