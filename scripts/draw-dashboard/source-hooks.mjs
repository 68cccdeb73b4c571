import { existsSync } from 'node:fs';

const NAME = /^nestjs-aspose-auth(?:\/([\w-]+))?$/;
const lib = new URL('../../lib/', import.meta.url);

/** The package's own name leads to its source, so that the application is tried with the library as it stands. */
export function resolve(specifier, context, next) {
  const [matched, subpath] = NAME.exec(specifier) ?? [];
  if (matched === undefined) return next(specifier, context);
  const folder = subpath === 'config' ? 'config-namespace' : subpath;
  const file = new URL(folder ? `${folder}/index.ts` : 'index.ts', lib);
  if (!existsSync(file)) throw new Error(`${specifier} is no entry of the package`);
  return next(file.href, context);
}
