// Completes what `nest build` leaves open in each half of the dual build.
import { copyFileSync, writeFileSync } from 'node:fs';

for (const [folder, type] of [
  ['dist/cjs', 'commonjs'],
  ['dist/esm', 'module'],
]) {
  // Tells Node and TypeScript which module system this half speaks.
  writeFileSync(`${folder}/package.json`, `{"type":"${type}"}\n`);
  // Declarations written by hand are no output of tsc.
  for (const typings of ['axios-typings.d.cts', 'axios-typings.d.mts']) {
    copyFileSync(`lib/http/${typings}`, `${folder}/http/${typings}`);
  }
}
