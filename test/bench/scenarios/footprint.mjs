import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from '../measure/statistics.mjs';

export const title = 'Footprint';
export const text =
  'The package as npm packs it, without peers, and what of it an application loads; the time to import that, against importing Nest and axios alone.';
export const timeoutMs = 90_000;
export const columns = [
  { key: 'installedKb', title: 'installed, kB', digits: 0 },
  { key: 'packedKb', title: 'packed, kB', digits: 0 },
  { key: 'loadedKb', title: 'loaded, kB', digits: 0 },
  { key: 'cliKb', title: 'command line, kB', digits: 0 },
  { key: 'typingsKb', title: 'typings, twice, kB', digits: 0 },
  { key: 'importMs', title: 'import, ms', digits: 0 },
  { key: 'peersMs', title: 'Nest and axios alone, ms', digits: 0 },
  { key: 'importRatio', title: 'ratio', digits: 2 },
];

export const isFor = ({ name }) => name === 'ours';

const PEERS = ['reflect-metadata', '@nestjs/common', '@nestjs/core', '@nestjs/axios', 'axios', 'rxjs'];

/** Measures how many milliseconds a new process takes for these imports. */
function importMs(specifiers) {
  const imports = specifiers.map((specifier) => `await import(${JSON.stringify(specifier)});`).join('');
  const code = `const from = performance.now(); ${imports} console.log(performance.now() - from);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
}

/** Finds the files of this package that an import of the file loads, the file included, without what is imported dynamically. */
function findLoaded(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, next] of readFileSync(file, 'utf8').matchAll(/^(?:im|ex)port\b.*?["'](\.[^"']+)["'];?$/gm)) {
    findLoaded(join(dirname(file), next), seen);
  }
  return seen;
}

const kilobytes = (sizes) => sizes.reduce((sum, size) => sum + size, 0) / 1_024;

export async function run({ isShort }) {
  const report = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { encoding: 'utf8' });
  const [{ unpackedSize, size, files }] = JSON.parse(report);
  const getSize = (pattern) => kilobytes(files.filter(({ path }) => pattern.test(path)).map((file) => file.size));
  const library = pathToFileURL(resolve('dist/esm/index.js')).href;
  const [withUs, alone] = [[], []];
  for (let n = 0; n < (isShort ? 3 : 10); n += 1) {
    alone.push(importMs(PEERS));
    withUs.push(importMs([...PEERS, library]));
  }
  return {
    installedKb: unpackedSize / 1_024,
    packedKb: size / 1_024,
    loadedKb: kilobytes([...findLoaded('dist/esm/index.js')].map((file) => readFileSync(file).length)),
    cliKb: getSize(/\/cli\/.*\.js$/),
    typingsKb: getSize(/\.d\.[cm]?ts$/),
    importMs: median(withUs),
    peersMs: median(alone),
    importRatio: median(withUs.map((ms, at) => ms / alone[at])),
  };
}
