// Bundles programs of a compiled application, each into one minified file that finds no node_modules around it. Fails if the
// bundler warns about this package.
//
//   node bundle.mjs rolldown|esbuild|webpack FOLDER dist/main.js…
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

/** Nest asks for these if they are installed, and goes on without. */
const OPTIONAL = /^(@nestjs\/(microservices|platform-[a-z]+|websockets)|class-transformer|class-validator)(\/|$)/;

const [bundler, dir, ...programs] = process.argv.slice(2);
const require = createRequire(resolve('package.json')); // the application's own esbuild and webpack
const warnings = [];

const BUNDLERS = {
  async rolldown(input) {
    const bundle = await rolldown({
      input,
      platform: 'node',
      external: OPTIONAL,
      onLog: (_, log) => warnings.push(`${log.id} ${log.message}`),
    });
    await bundle.write({
      dir,
      format: 'esm',
      minify: true,
      entryFileNames: basename(input),
      chunkFileNames: '[name].js',
    });
  },

  async esbuild(input) {
    const optional = {
      name: 'optional',
      setup: (build) => build.onResolve({ filter: OPTIONAL }, ({ path }) => ({ path, external: true })),
    };
    const result = await require('esbuild').build({
      entryPoints: [input],
      outfile: join(dir, basename(input)),
      bundle: true,
      minify: true,
      keepNames: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
      plugins: [optional],
      // CommonJS packages in an ES module need require(); this is how esbuild's users provide it.
      banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
    });
    warnings.push(...result.warnings.map(({ location, text }) => `${location?.file} ${text}`));
  },

  async webpack(input) {
    const compiler = require('webpack')({
      mode: 'production',
      target: 'node20',
      entry: resolve(input),
      experiments: { outputModule: true },
      externals: [({ request }, done) => (OPTIONAL.test(request) ? done(null, `import ${request}`) : done())],
      optimization: { minimize: false }, // its minifier renames classes; webpack itself is what is tried here
      output: {
        path: resolve(dir),
        filename: basename(input),
        chunkFilename: '[name].js',
        module: true,
        library: { type: 'module' },
      },
    });
    const stats = await new Promise((done, fail) =>
      compiler.run((error, result) => (error ? fail(error) : done(result))),
    );
    const { errors, warnings: found } = stats.toJson({ all: false, errors: true, warnings: true });
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
    warnings.push(...found.map(({ moduleName, message }) => `${moduleName} ${message}`));
  },
};

mkdirSync(dir, { recursive: true });
writeFileSync(join(dir, 'package.json'), '{ "type": "module" }\n');
for (const program of programs) await BUNDLERS[bundler](program);
const ours = warnings.filter((warning) => /nestjs-aspose-auth|aspose-cloud-sandbox/.test(warning));
for (const warning of ours) console.error(warning);
process.exitCode = ours.length > 0 ? 1 : 0;
