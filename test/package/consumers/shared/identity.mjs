// One process, one class: an application that imports and a library that requires must not get two AsposeClients.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { name, exports } = require('nestjs-aspose-auth/package.json');
assert.equal(name, 'nestjs-aspose-auth');

/** Subpaths that cannot be loaded without the library that they are for. */
const BOUND = ['./config', './health', './otel', './undici'];
const subpaths = Object.keys(exports).filter(
  (subpath) => subpath !== './package.json' && !(process.env.OPTIONAL_PEERS === 'none' && BOUND.includes(subpath)),
);
for (const subpath of subpaths) {
  const specifier = `${name}${subpath.slice(1)}`;
  const imported = await import(specifier);
  const required = require(specifier);
  assert.notEqual(Object.keys(imported).length, 0);
  for (const key of Object.keys(imported)) assert.equal(required[key], imported[key], `${specifier}: ${key} exists twice`);
}
console.log(`one copy of ${subpaths.join(' ')}`);
