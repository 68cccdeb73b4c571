import { describe, expect, it } from '@jest/globals';
import { findImports } from './architecture/imports.js';
import { checkShortFiles, findImportCycles, findViolations } from './architecture/rules.js';

const manifest = {
  peerDependencies: { rxjs: '*', '@nestjs/common': '*', undici: '*', '@opentelemetry/api': '*' },
  peerDependenciesMeta: { undici: { optional: true }, '@opentelemetry/api': { optional: true } },
};
const check = (path: string, text: string) => findViolations({ path, text }, manifest);

describe('the rules of the architecture allow', () => {
  it.each([
    ['http/a.ts', "import { A } from '../accounts/a.js';"],
    ['http/a.ts', "import type { E } from '../errors.js';"],
    ['token/a.ts', "import { b } from './b.js'; export * from './deep/c.js';"],
    ['store/a.ts', "import { AccessToken } from '../token/access-token.js';"],
    ['index.ts', "export { A } from './http/a.js'; export { B } from './aspose-auth.module.js';"],
    ['testing/deep/a.ts', "import { s } from '../fake-api.js'; import { t } from '../../token/t.js';"],
    ['otel/a.ts', "import { trace } from '@opentelemetry/api';"],
    ['http/a.d.cts', "export type {} from './b.mjs' with { 'resolution-mode': 'import' };"],
    [
      'http/a.ts',
      "import type * as undici from 'undici'; const u = import('undici'); type X = import('@opentelemetry/api').X;",
    ],
    [
      'token/a.ts',
      "import { a } from 'node:http'; import { b } from 'rxjs/operators'; import c from '@nestjs/common/x';",
    ],
    ['token/a.ts', "// import '../http/a.js'\nconst text = \"import '../http/a.js'\";"],
  ])('%s with %s', (path, text) => expect(check(path, text)).toEqual([]));
});

describe('the rules of the architecture forbid', () => {
  it.each([
    ['an upward import', 'token/a.ts', "import { a } from '../http/a.js';", 'token may not import http'],
    [
      'an upward import of types',
      'options/a.ts',
      "import type { T } from '../token/t.js';",
      'options may not import token',
    ],
    ['an upward re-export', 'events/a.ts', "export { e } from '../errors.js';", 'events may not import errors'],
    ['an upward import type', 'errors.ts', "type E = import('./events/e.js').E;", 'errors may not import events'],
    ['an upward import()', 'accounts/a.ts', "void import('../http/a.js');", 'accounts may not import http'],
    ['an upward require', 'token/a.ts', "const a = require('../http/a.js');", 'token may not import http'],
    ['an import in util', 'util/a.ts', "import { e } from '../errors.js';", 'util may not import errors'],
    [
      'an import of the Nest module',
      'http/a.ts',
      "import { t } from '../aspose-auth.tokens.js';",
      'http may not import module',
    ],
    [
      'the algorithm in the store',
      'store/a.ts',
      "import { c } from '../token/token-manager.js';",
      'store may not import token/token-manager.ts of token',
    ],
    ['a subpath in production', 'index.ts', "export * from './testing/index.js';", 'module may not import testing'],
    ['a sideways import', 'health/a.ts', "import { r } from '../redis/r.js';", 'health may not import redis'],
    ['an import from outside of lib', 'index.ts', "import { v } from '../package.js';", 'outside of lib/'],
    ['a relative import without ending', 'token/a.ts', "import { b } from './b';", 'end it in .js'],
    ['a relative import of .ts', 'token/a.ts', "import { b } from './b.ts';", 'end it in .js'],
    ['an undeclared package', 'token/a.ts', "import x from '@nestjs/terminus';", 'neither node: nor a peer'],
    ['a builtin without node:', 'token/a.ts', "import fs from 'fs';", 'neither node: nor a peer'],
    ['an optional peer', 'http/a.ts', "import { Agent } from 'undici';", 'undici is an optional peer'],
    [
      'an optional peer of another subpath',
      'otel/a.ts',
      "import { Agent } from 'undici';",
      'undici is an optional peer',
    ],
    ['an optional peer for an inline type', 'http/a.ts', "import { type A } from 'undici';", 'is an optional peer'],
    ['an optional peer by re-export', 'http/a.ts', "export * from '@opentelemetry/api';", 'is an optional peer'],
    ['an optional peer by require', 'http/a.ts', "import u = require('undici');", 'undici is an optional peer'],
    ['an unknown layer', 'utils/a.ts', 'export {};', "no layer 'utils'"],
    ['a long file', 'token/a.ts', '\n'.repeat(251), 'has 251 lines'],
  ])('%s', (_what, path, text, message) => {
    const found = check(path, text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
    expect(found[0]).toContain(`lib/${path}`);
  });

  it('and name the line of each import', () => {
    const text = "import { a } from 'node:fs';\n\nimport {\n  type B,\n} from 'undici';\n";
    expect(findImports('a.ts', text)).toEqual([
      { specifier: 'node:fs', line: 1, kind: 'static' },
      { specifier: 'undici', line: 5, kind: 'static' },
    ]);
  });
});

describe('circles of imports', () => {
  it('are found through types and several files, and reported once', () => {
    const files = [
      { path: 'token/a.ts', text: "import { b } from './b.js';" },
      { path: 'token/b.ts', text: "import type { C } from '../util/c.js';" },
      { path: 'util/c.ts', text: "export * from '../token/a.js';" },
      { path: 'index.ts', text: "import { a } from './token/a.js';" },
    ];
    expect(findImportCycles(files)).toEqual(['token/a.ts → token/b.ts → util/c.ts → token/a.ts']);
  });

  it('are none if a file is reached on two ways, or with import()', () => {
    const files = [
      { path: 'a.ts', text: "import './b.js'; import './c.js';" },
      { path: 'b.ts', text: "import './c.js';" },
      { path: 'c.ts', text: "void import('./a.js');" },
    ];
    expect(findImportCycles(files)).toEqual([]);
  });
});

describe('short files', () => {
  const short = { path: 'util/a.ts', text: 'export const a = 1;\n' };

  it('need a reason, unless they are entry points', () => {
    expect(checkShortFiles([short, { path: 'otel/index.ts', text: '' }], {})).toEqual([
      'lib/util/a.ts has fewer than 30 lines: merge it with its subject, or give a reason',
    ]);
    expect(checkShortFiles([short], { 'util/a.ts': 'a port' })).toEqual([]);
  });

  it('lose their reason when they grow', () => {
    const grown = { ...short, text: '\n'.repeat(31) };
    expect(checkShortFiles([grown], { 'util/a.ts': 'a port' })).toHaveLength(1);
  });
});
