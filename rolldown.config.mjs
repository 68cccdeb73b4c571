// Builds the package: lib/ as ES modules in dist/esm and as CommonJS in dist/cjs, with the same typings in both. The reasons
// and the measurements are in docs/decisions/build.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dts } from 'rolldown-plugin-dts';

const subpaths = readdirSync('lib').filter((folder) => existsSync(join('lib', folder, 'index.ts')));
const entryPoints = ['index', ...subpaths.map((subpath) => `${subpath}/index`)];
const toInput = (names) => Object.fromEntries(names.map((name) => [name, `./lib/${name}.ts`]));

/** Users have what package.json names; the helpers of the compiler are the only packages that are built in. */
const isOutside = (id) => !/^([./]|@oxc-project\/runtime\/)/.test(id);
const AXIOS_TYPINGS = /axios-typings\.d\.[cm]ts$/;

const isOfCommandLine = (id) => /[\\/]lib[\\/]cli[\\/]/.test(id);

/** Adds files to the output that are not compiled, by their names there. */
const copy = (files) => ({
  name: 'copy',
  generateBundle() {
    for (const [fileName, source] of Object.entries(files)) this.emitFile({ type: 'asset', fileName, source });
  },
});

const buildCode = (format, moduleType, ownEntries, files = {}) => ({
  input: toInput([...entryPoints, ...ownEntries]),
  external: isOutside,
  platform: 'node',
  tsconfig: 'lib/tsconfig.lib.json',
  preserveEntrySignatures: 'allow-extension',
  // Tells Node and TypeScript which module system this folder is written in.
  plugins: [copy({ 'package.json': `{"type":"${moduleType}"}\n`, ...files })],
  output: {
    dir: `dist/${format}`,
    cleanDir: true,
    format,
    esModule: true,
    comments: false, // the typings have the public ones, and the repository has the rest
    minifyInternalExports: false,
    dynamicImportInCjs: false, // Jest without flags supports require only
    entryFileNames: '[name].js',
    chunkFileNames: ({ moduleIds }) => (moduleIds.every(isOfCommandLine) ? 'cli/[name].js' : 'shared/[name].js'),
  },
});

const hasAxiosTypings = (entry) => existsSync(join('lib', dirname(entry), 'axios-typings.d.cts'));

/** The files that augment axios are written by hand, one for each of its module systems; no bundler keeps them. */
const axiosTypings = Object.fromEntries(
  readdirSync('lib', { recursive: true })
    .filter((path) => AXIOS_TYPINGS.test(path))
    .map((path) => [path.replaceAll('\\', '/'), readFileSync(join('lib', path), 'utf8')]),
);

const typings = {
  input: toInput(entryPoints),
  external: (id) => isOutside(id) || /axios-typings/.test(id),
  tsconfig: 'lib/tsconfig.lib.json',
  checks: { pluginTimings: false },
  plugins: [dts({ tsconfig: 'lib/tsconfig.lib.json', dtsOnly: true }), copy(axiosTypings)],
  output: ['esm', 'cjs'].map((format) => ({
    dir: `dist/${format}`,
    format: 'esm',
    minifyInternalExports: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'shared/[name].js',
    banner: ({ isEntry, name }) =>
      isEntry && hasAxiosTypings(name.replace(/\.d$/, '')) ? "export type {} from './axios-typings.cjs';" : '',
  })),
};

export default [
  buildCode('esm', 'module', ['cli/main']), // the command line is run, never required
  buildCode('cjs', 'commonjs', ['schematics/nest-add'], {
    'schematics/collection.json': readFileSync('lib/schematics/collection.json', 'utf8'), // the Nest CLI requires schematics
  }),
  typings,
];
