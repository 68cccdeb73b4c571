// Bundles programs of a compiled application, each into one minified file that finds no node_modules around it:
//
//   node bundle.mjs FOLDER dist/main.js…
import { basename } from 'node:path';
import { rolldown } from 'rolldown';

/** Nest asks for these where they are installed, and goes on without. */
const OPTIONAL = /^(@nestjs\/(microservices|platform-[a-z]+|websockets)|class-transformer|class-validator)(\/|$)/;

const [dir, ...programs] = process.argv.slice(2);
for (const program of programs) {
  const bundle = await rolldown({ input: program, platform: 'node', external: OPTIONAL });
  await bundle.write({
    dir,
    format: 'esm',
    minify: true,
    entryFileNames: basename(program),
    chunkFileNames: '[name].js',
  });
}
