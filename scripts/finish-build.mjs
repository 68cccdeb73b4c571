// Completes what `nest build` leaves open in each half of the dual build that is there.
import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';

for (const [folder, type] of [
  ['dist/cjs', 'commonjs'],
  ['dist/esm', 'module'],
]) {
  if (!existsSync(folder)) continue; // `npm start` builds the half that it runs
  // Tells Node and TypeScript which module system this half speaks.
  writeFileSync(`${folder}/package.json`, `{"type":"${type}"}\n`);
  // Declarations written by hand are no output of tsc.
  for (const typings of readdirSync('lib', { recursive: true }).filter((path) => /\.d\.[cm]ts$/.test(path))) {
    copyFileSync(`lib/${typings}`, `${folder}/${typings}`);
  }
}
// `nest add` reads it from the half that any version of the Nest CLI can load.
if (existsSync('dist/cjs')) copyFileSync('lib/schematics/collection.json', 'dist/cjs/schematics/collection.json');
