// Builds the code of the package: lib/ as ES modules in dist/esm and as CommonJS in dist/cjs. rollup.config.mjs adds the typings.
// The reasons and the measurements are in docs/decisions/build.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minifySync, parseSync } from 'rolldown/utils';

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

/**
 * Makes the code shorter by what nobody needs in a stack trace: white space and the names of variables. Classes and properties keep
 * their names, and every top-level statement its own line. So do functions of ES modules, which applications run. CommonJS is for
 * test runners and old bundlers.
 */
const shorten = (format) => ({
  name: 'shorten',
  generateBundle(_options, bundle) {
    const names = { function: format === 'esm', class: true };
    const mangle = { toplevel: true, keepNames: names };
    for (const chunk of Object.values(bundle).filter(({ type }) => type === 'chunk')) {
      const { fileName } = chunk;
      const { code, errors } = minifySync(fileName, chunk.code, { compress: { keepNames: names }, mangle });
      if (errors.length > 0) throw new Error(`${fileName}: ${errors[0].message}`);
      const { hashbang, body } = parseSync(fileName, code).program;
      const lines = [hashbang, ...body].filter(Boolean).map(({ start, end }) => code.slice(start, end));
      chunk.code = `${lines.join('\n')}\n`;
    }
  },
});

const buildCode = (format, moduleType, ownEntries, files = {}) => ({
  input: toInput([...entryPoints, ...ownEntries]),
  external: isOutside,
  platform: 'node',
  tsconfig: 'lib/tsconfig.lib.json',
  preserveEntrySignatures: 'allow-extension',
  // Tells Node and TypeScript which module system this folder is written in.
  plugins: [shorten(format), copy({ 'package.json': `{"type":"${moduleType}"}\n`, ...files })],
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
