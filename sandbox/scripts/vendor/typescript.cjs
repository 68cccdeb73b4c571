// Compiles the TypeScript of an official SDK and of its test suite, which is partly for old compilers. Types are not checked.
// The vendor's own compiler, because the SDK bridge replaces functions that a module exports: other compilers export getters.
const { transpileModule, ModuleKind, ScriptTarget } = require('typescript');

const compilerOptions = {
  module: ModuleKind.CommonJS,
  target: ScriptTarget.ES2020,
  esModuleInterop: false,
  ignoreDeprecations: '6.0',
};

/** @returns The source as CommonJS. */
function compile(source, fileName) {
  return transpileModule(source, { fileName, compilerOptions }).outputText;
}

/** Jest calls this; see `transform` in ../vendor-suites.mjs. */
const process = (source, filename) => ({ code: compile(source, filename) });

module.exports = { compile, process };
