// Compiles the TypeScript of an official SDK and of its test suite, which is partly for old compilers. Types are not checked.
const { transformSync } = require('@swc/core');

/** @returns The source as CommonJS. */
function compile(source, filename) {
  const { code } = transformSync(source, {
    filename,
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
    module: { type: 'commonjs', importInterop: 'none' },
  });
  return code;
}

/** Jest calls this; see `transform` in ../vendor-suites.mjs. */
const process = (source, filename) => ({ code: compile(source, filename) });

module.exports = { compile, process };
