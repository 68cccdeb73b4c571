// Loaded by mocha before the files of an official test suite; see ../vendor-suites.mjs.
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { join, sep } from 'node:path';
import typescript from './typescript.cjs';

const { SANDBOX_URL, SUITE_BRIDGE, SUITE_REVOKE } = process.env;
const tests = join(process.cwd(), 'test') + sep;

Module._extensions['.ts'] = (module, filename) => {
  module._compile(typescript.compile(readFileSync(filename, 'utf8'), filename), filename);
};

const bridge = SUITE_BRIDGE ? await import('./bridge.mjs') : undefined;
if (bridge) replaceClassesInTests(bridge.replaceClasses);

/** What the tests import from the SDK is replaced; what the SDK imports from itself is not. */
function replaceClassesInTests(replaceClasses) {
  const { require } = Module.prototype;
  const replaced = new Map();
  Module.prototype.require = function (id) {
    const exported = require.call(this, id);
    const isSdk = this.filename?.startsWith(tests) && /^\.{1,2}\//.test(id) && !resolve(id, this).startsWith(tests);
    if (!isSdk) return exported;
    if (!replaced.has(exported)) replaced.set(exported, replaceClasses(exported));
    return replaced.get(exported);
  };
}

const resolve = (id, parent) => Module._resolveFilename(id, parent);

export const mochaHooks = {
  async beforeEach() {
    if (SUITE_REVOKE) await fetch(`${SANDBOX_URL}/sandbox/revoke-tokens`, { method: 'POST' });
  },
  async afterAll() {
    await bridge?.close();
  },
};
