import { describe, expect, it } from '@jest/globals';
import { importsOf } from './house/imports.js';
import { violations } from './house/rules.js';

const manifest = {
  peerDependencies: { rxjs: '*', '@nestjs/common': '*', jose: '*', '@xmldom/xmldom': '*' },
  peerDependenciesMeta: { jose: { optional: true }, '@xmldom/xmldom': { optional: true } },
};
const check = (path: string, text: string) => violations({ path, text }, manifest);

describe('the rules of the house let pass', () => {
  it.each([
    ['http/a.ts', "import { A } from '../accounts/a.js';"],
    ['http/a.ts', "import type { E } from '../errors.js';"],
    ['token/a.ts', "import { b } from './b.js'; export * from './deep/c.js';"],
    ['store/a.ts', "import { AccessToken } from '../token/access-token.js';"],
    ['index.ts', "export { A } from './http/a.js'; export { B } from './aspose-auth.module.js';"],
    ['sandbox/docx/a.ts', "import { s } from '../storage/s.js'; import { t } from '../../token/t.js';"],
    ['cli/a.ts', "import { s } from '../sandbox/index.js';"],
    ['http/a.d.cts', "export type {} from './b.mjs' with { 'resolution-mode': 'import' };"],
    [
      'sandbox/a.ts',
      "import type * as jose from 'jose'; const j = import('jose'); type X = import('@xmldom/xmldom').X;",
    ],
    [
      'token/a.ts',
      "import { a } from 'node:http'; import { b } from 'rxjs/operators'; import c from '@nestjs/common/x';",
    ],
    ['token/a.ts', "// import '../http/a.js'\nconst text = \"import '../http/a.js'\";"],
  ])('%s with %s', (path, text) => expect(check(path, text)).toEqual([]));
});

describe('the rules of the house refuse', () => {
  it.each([
    ['an upward arrow', 'token/a.ts', "import { a } from '../http/a.js';", 'token may not import http'],
    [
      'an upward arrow of types',
      'config/a.ts',
      "import type { T } from '../token/t.js';",
      'config may not import token',
    ],
    ['an upward re-export', 'observe/a.ts', "export { e } from '../errors.js';", 'observe may not import errors'],
    ['an upward import type', 'errors.ts', "type E = import('./observe/e.js').E;", 'errors may not import observe'],
    ['an upward import()', 'accounts/a.ts', "void import('../http/a.js');", 'accounts may not import http'],
    ['an upward require', 'token/a.ts', "const a = require('../http/a.js');", 'token may not import http'],
    ['an arrow to the door', 'http/a.ts', "import { t } from '../aspose-auth.tokens.js';", 'http may not import door'],
    [
      'more than value types',
      'store/a.ts',
      "import { c } from '../token/token-cycle.js';",
      'store may not import token',
    ],
    ['a subpath in production', 'index.ts', "export * from './sandbox/index.js';", 'door may not import sandbox'],
    ['a sideways arrow', 'health/a.ts', "import { r } from '../redis/r.js';", 'health may not import redis'],
    ['a way out of lib', 'index.ts', "import { v } from '../package.js';", 'outside of lib/'],
    ['a relative import without ending', 'token/a.ts', "import { b } from './b';", 'end it in .js'],
    ['a relative import of .ts', 'token/a.ts', "import { b } from './b.ts';", 'end it in .js'],
    ['an undeclared package', 'token/a.ts', "import x from '@nestjs/terminus';", 'neither node: nor a peer'],
    ['a builtin without node:', 'token/a.ts', "import fs from 'fs';", 'neither node: nor a peer'],
    ['an optional peer', 'sandbox/a.ts', "import { jwtVerify } from 'jose';", 'jose is an optional peer'],
    [
      'an optional peer for an inline type',
      'sandbox/a.ts',
      "import { type K } from 'jose';",
      'jose is an optional peer',
    ],
    ['an optional peer by re-export', 'sandbox/a.ts', "export * from '@xmldom/xmldom';", 'is an optional peer'],
    ['an optional peer by require', 'sandbox/a.ts', "import j = require('jose');", 'jose is an optional peer'],
    ['an unknown room', 'utils/a.ts', 'export {};', "no room 'utils'"],
    ['a long file', 'token/a.ts', '\n'.repeat(251), 'has 251 lines'],
  ])('%s', (_what, path, text, message) => {
    const found = check(path, text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
    expect(found[0]).toContain(`lib/${path}`);
  });

  it('with the line of each import', () => {
    const text = "import { a } from 'node:fs';\n\nimport {\n  type B,\n} from 'jose';\n";
    expect(importsOf('a.ts', text)).toEqual([
      { specifier: 'node:fs', line: 1, kind: 'static' },
      { specifier: 'jose', line: 5, kind: 'static' },
    ]);
  });
});
