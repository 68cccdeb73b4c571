import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { sourcesIn } from './house/files.js';
import { HOUSE, roomOf } from './house/rooms.js';
import { type Manifest, tooLong, violations } from './house/rules.js';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const lib = sourcesIn('lib');

describe('the house', () => {
  it.each(Object.keys(HOUSE))('keeps its arrows in %s', (room) => {
    const files = lib.filter((file) => roomOf(file.path) === room);
    expect(files.flatMap((file) => violations(file, manifest))).toEqual([]);
  });

  it('has a room for every file', () => {
    expect(lib.filter((file) => !(roomOf(file.path) in HOUSE))).toEqual([]);
    expect(lib.map((file) => file.path)).toEqual(
      expect.arrayContaining(['index.ts', 'errors.ts', 'token/token-cycle.ts']),
    );
  });

  it.each(['sample-app', 'scripts', 'test'])('keeps files short in %s too', (folder) => {
    expect(sourcesIn(folder).flatMap(({ path, text }) => tooLong(`${folder}/${path}`, text))).toEqual([]);
  });
});
