// One process, one class: an application that imports and a library that requires must not get two AsposeClients.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
for (const name of ['nestjs-aspose-auth', 'nestjs-aspose-auth/sandbox']) {
  const imported = await import(name);
  const required = require(name);
  assert.notEqual(Object.keys(imported).length, 0);
  for (const key of Object.keys(imported)) assert.equal(required[key], imported[key], `${name}: ${key} exists twice`);
}
assert.equal(require('nestjs-aspose-auth/package.json').name, 'nestjs-aspose-auth');
