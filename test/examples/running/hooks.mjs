const LIB = new URL('../../../lib/', import.meta.url);
/** Snippets lie elsewhere, and find what they would find in test/examples. */
const AT_HOME = new URL('../snippet.ts', import.meta.url).href;

/** The sources instead of a build that may be old. */
function source(subpath) {
  const folder = subpath === 'config' ? 'config-namespace/' : subpath ? `${subpath}/` : '';
  return new URL(`${folder}index.ts`, LIB).href;
}

export async function resolve(specifier, context, next) {
  const own = /^nestjs-aspose-auth(?:\/(\w+))?$/.exec(specifier);
  if (own) return { url: source(own[1]), shortCircuit: true };
  const isSnippet = /\/snippet-\d+\.ts$/.test(context.parentURL ?? '');
  return next(specifier, isSnippet ? { ...context, parentURL: AT_HOME } : context);
}
