import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const COMPILED = 'dist/bench/sdks.mjs';

/** Makes the operations of test/support/sdks.ts readable for every Node. */
export function compileSdks() {
  const source = readFileSync('test/support/sdks.ts', 'utf8');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
  mkdirSync(dirname(COMPILED), { recursive: true });
  writeFileSync(COMPILED, ts.transpileModule(source, { compilerOptions }).outputText);
  return pathToFileURL(resolve(COMPILED)).href;
}
