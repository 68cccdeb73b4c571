// Loaded by mocha before the files of an official test suite; see ../vendor-suites.mjs.
const { readFileSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { transformSync } = require('@swc/core');

const { SANDBOX_URL, SUITE_RESULT, REVOKE } = process.env;

// The suites are written in TypeScript, partly for old compilers. Types are not checked.
Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
    module: { type: 'commonjs', importInterop: 'none' },
  });
  module._compile(code, filename);
};

// The reports of a suite's own defects, which would end the process.
let unhandledRejections = 0;
process.on('unhandledRejection', () => {
  unhandledRejections += 1;
});
process.on('exit', () => {
  writeFileSync(SUITE_RESULT, JSON.stringify({ unhandledRejections }));
});

exports.mochaHooks = {
  async beforeEach() {
    if (REVOKE) await fetch(`${SANDBOX_URL}/sandbox/revoke-tokens`, { method: 'POST' });
  },
};
