const LIB = new URL('../../../lib/', import.meta.url);
/** Snippets are in another folder, but resolve their imports as if they were in test/examples. */
const EXAMPLES = new URL('../snippet.ts', import.meta.url).href;

/** The source of a subpath, because a build may be old. */
function getSource(subpath) {
  return new URL(subpath ? `${subpath}/index.ts` : 'index.ts', LIB).href;
}

export async function resolve(specifier, context, next) {
  const own = /^nestjs-aspose-auth(?:\/(\w+))?$/.exec(specifier);
  if (own) return { url: getSource(own[1]), shortCircuit: true };
  const isSnippet = /\/snippet-\d+\.ts$/.test(context.parentURL ?? '');
  return next(specifier, isSnippet ? { ...context, parentURL: EXAMPLES } : context);
}
