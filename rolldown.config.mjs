// Builds the code of the package: lib/ as ES modules in dist/esm and as CommonJS in dist/cjs. rollup.config.mjs adds the typings.
// The reasons and the measurements are in docs/decisions/build.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const subpaths = readdirSync('lib').filter((folder) => existsSync(join('lib', folder, 'index.ts')));
export const entryPoints = ['index', ...subpaths.map((subpath) => `${subpath}/index`)];
export const toInput = (names) => Object.fromEntries(names.map((name) => [name, `./lib/${name}.ts`]));

/** Users have what package.json names; the helpers of the compiler are the only packages that are built in. */
export const isOutside = (id) => !/^([./]|@oxc-project\/runtime\/)/.test(id);

const isOfCommandLine = (id) => /[\\/]lib[\\/]cli[\\/]/.test(id);

/** Adds files to the output that are not compiled, by their names there. */
export const copy = (files) => ({
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

export default [
  buildCode('esm', 'module', ['cli/main']), // the command line is run, never required
  buildCode('cjs', 'commonjs', ['schematics/nest-add'], {
    'schematics/collection.json': readFileSync('lib/schematics/collection.json', 'utf8'), // the Nest CLI requires schematics
  }),
];
