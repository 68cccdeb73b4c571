// Runs src/documents/worker.ts without a build: Node asks the hooks below to find and compile the sources.
import { register } from 'node:module';

const hooks = `
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { transform } = createRequire(${JSON.stringify(import.meta.url)})('@swc/core');
const jsc = { target: 'es2022', parser: { syntax: 'typescript' } };

export async function resolve(specifier, context, next) {
  const isSource = context.parentURL?.endsWith('.ts') && /^\\.{1,2}\\/.*\\.js$/.test(specifier);
  return next(isSource ? specifier.replace(/\\.js$/, '.ts') : specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const source = await readFile(fileURLToPath(url), 'utf8');
  const { code } = await transform(source, { filename: fileURLToPath(url), jsc, module: { type: 'es6' } });
  return { format: 'module', source: code, shortCircuit: true };
}
`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
await import('../../src/documents/worker.ts');
