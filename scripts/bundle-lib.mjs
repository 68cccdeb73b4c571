// Makes the package of what `nest build` made of lib/: a file or two a room for ES modules and for CommonJS, and typings
// without what the rooms say to each other. So the package is half the size, and loads from twenty files instead of ninety.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const COMPILED = 'dist/lib';
const HALVES = { esm: 'module', cjs: 'commonjs' };
// A command line is run, not required; and the Nest CLI requires its schematics, whatever its version.
const ALONE = { esm: ['cli/main'], cjs: ['schematics/nest-add'] };
const LIBRARY = [
  'index',
  ...readdirSync(COMPILED)
    .filter(isSubpath)
    .map((room) => `${room}/index`),
];

function isSubpath(room) {
  return existsSync(join(COMPILED, room, 'index.js'));
}

/** File of a module: that of its room, which is its folder; what lies beside the folders is the door. */
function roomOf(id) {
  const [room, file] = relative(resolve(COMPILED), id).split(/[\\/]/);
  if (!file) return ['index', 'errors'].find((name) => room.startsWith(`${name}.`)) ?? 'door';
  if (room === 'undici' && !file.startsWith('index.')) return room; // the door loads it without its entry
  return isSubpath(room) ? `${room}/index` : room;
}

/** True where a module loads Nest or RxJS, which the command line starts without. */
function needsNest(id, context, seen = new Set()) {
  if (isOutside(id)) return /^(@nestjs\/|rxjs)/.test(id);
  if (seen.has(id)) return false;
  seen.add(id);
  return context.getModuleInfo(id).importedIds.some((next) => needsNest(next, context, seen));
}

/** `token.js` is what a room has without Nest, `token.nest.js` the rest of it. */
function codeFileOf(id, context) {
  const room = roomOf(id);
  if (room === 'cli') return null; // loads each command when it is asked for
  return room.includes('index') || !needsNest(id, context) ? room : `${room}.nest`;
}

const inputs = (names, suffix) => Object.fromEntries(names.map((name) => [name, `${COMPILED}/${name}${suffix}`]));
const isOutside = (id) => !id.startsWith('.') && !id.startsWith('/');

async function bundleCode(format) {
  const input = inputs([...LIBRARY, ...ALONE[format]], '.js');
  const bundle = await rolldown({
    input,
    external: isOutside,
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
  });
  await bundle.write({
    dir: `dist/${format}`,
    format,
    esModule: true,
    comments: false, // the typings have those for users, the repository has the rest
    minifyInternalExports: false,
    dynamicImportInCjs: false, // Jest without flags has require alone
    entryFileNames: '[name].js',
    chunkFileNames: ({ moduleIds }) => (moduleIds.some((id) => roomOf(id) === 'cli') ? 'cli/[name].js' : '[name].js'),
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: codeFileOf, debugName: 'room' }] },
  });
}

/** Typings that augment axios are written by hand, once for each of its module systems; no bundler keeps them. */
const AUGMENTS = /axios-typings/;
const augments = (entry) => existsSync(join('lib', dirname(entry), 'axios-typings.d.cts'));

async function bundleTypings(format) {
  const bundle = await rollup({
    input: inputs(LIBRARY, '.d.ts'),
    external: (id) => isOutside(id) || AUGMENTS.test(id),
    plugins: [dts()],
  });
  await bundle.write({
    dir: `dist/${format}`,
    format: 'es',
    minifyInternalExports: false,
    entryFileNames: '[name].d.ts',
    chunkFileNames: '[name].d.ts',
    manualChunks: roomOf,
    banner: ({ isEntry, name }) => (isEntry && augments(name) ? "export type {} from './axios-typings.cjs';" : ''),
  });
  const byHand = readdirSync('lib', { recursive: true }).filter((path) => AUGMENTS.test(path));
  for (const path of byHand) copyFileSync(join('lib', path), `dist/${format}/${path}`);
}

for (const [format, type] of Object.entries(HALVES)) {
  rmSync(`dist/${format}`, { recursive: true, force: true });
  mkdirSync(`dist/${format}`, { recursive: true });
  await Promise.all([bundleCode(format), bundleTypings(format)]);
  // Tells Node and TypeScript which module system this half speaks.
  writeFileSync(`dist/${format}/package.json`, `{"type":"${type}"}\n`);
}
copyFileSync('lib/schematics/collection.json', 'dist/cjs/schematics/collection.json');
