import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'aspose-auth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Jest has its own module cache, in which the patch does not look.
const PROGRAM = `
import { createRequire } from 'node:module';
import { bypassTokenHandling } from './lib/sdk/sdk-patches.ts';
const { SlidesApi } = createRequire(process.cwd() + '/index.js')(process.env.SDK);
const patch = () => {
  try {
    return bypassTokenHandling(SlidesApi);
  } catch (error) {
    return error.name;
  }
};
console.log(JSON.stringify([patch(), patch()]));
`;

it.each([
  ['a property', 'exports.invokeApiMethod = async () => undefined;', [true, true]],
  [
    'a getter, as some compilers write it',
    'Object.defineProperty(exports, "invokeApiMethod", { enumerable: true, get: () => async () => undefined });',
    ['TypeError', 'TypeError'],
  ],
])('S-2 no object of an SDK passes for patched if its module could not be: %s', (name, code, results) => {
  const sdk = join(folder, `${name.length}.cjs`);
  writeFileSync(join(folder, `helper${name.length}.cjs`), code);
  writeFileSync(sdk, `require('./helper${name.length}.cjs'); exports.SlidesApi = class SlidesApi {};`);
  const args = ['--no-warnings', '--import', './test/support/typescript.mjs', '--input-type=module', '-e', PROGRAM];
  const output = execFileSync(process.execPath, args, { env: { ...process.env, SDK: sdk }, encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual(results);
});
