// Builds the typings of the package, the same text for both formats. Runs after rolldown.config.mjs, which builds the code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dts } from 'rollup-plugin-dts';
import { copy, entryPoints, isOutside, toInput } from './rolldown.config.mjs';

/** The files that augment axios are written by hand, one for each of its module systems; no bundler keeps them. */
const axiosTypings = readdirSync('lib', { recursive: true, encoding: 'utf8' })
  .filter((path) => /axios-typings\.d\.[cm]ts$/.test(path))
  .map((path) => path.replaceAll('\\', '/'));

const hasAxiosTypings = (fileName) => existsSync(join('lib', dirname(fileName), 'axios-typings.d.cts'));

export default {
  input: toInput(entryPoints),
  external: (id) => isOutside(id) || /axios-typings/.test(id),
  plugins: [
    dts({ tsconfig: 'lib/tsconfig.lib.json' }),
    copy(Object.fromEntries(axiosTypings.map((path) => [path, readFileSync(join('lib', path), 'utf8')]))),
  ],
  output: ['esm', 'cjs'].map((format) => ({
    dir: `dist/${format}`,
    format: 'es',
    minifyInternalExports: false,
    entryFileNames: '[name].d.ts',
    chunkFileNames: 'shared/[name].d.ts',
    banner: ({ isEntry, fileName }) =>
      isEntry && hasAxiosTypings(fileName) ? "export type {} from './axios-typings.cjs';" : '',
  })),
};
