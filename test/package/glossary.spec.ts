// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the source text under test has templates
import { describe, expect, it } from '@jest/globals';
import { readSourceFiles } from './architecture/source-files.js';
import { findGlossaryHits, formatHit } from './glossary/find-words.js';

const find = (text: string, path = 'lib/token/a.ts') => findGlossaryHits({ path, text }).map(formatHit);

describe('the glossary', () => {
  it.each(['lib', 'sandbox/src', 'sample-app'])('%s has none of the words that are out', (folder) => {
    const files = readSourceFiles(folder).map(({ path, text }) => ({ path: `${folder}/${path}`, text }));
    expect(files.length).toBeGreaterThan(10);
    expect(files.flatMap((file) => findGlossaryHits(file).map(formatHit))).toEqual([]);
  });
});

describe('the search for words that are out', () => {
  it.each([
    ['a word of an identifier', 'const tokenFlight = 1;', 'tokenFlight'],
    ['a constant', 'const LIFE_MS = 1;', 'LIFE_MS'],
    ['a private member', 'class A { #shelf = 1; }', '#shelf'],
    ['a type', 'interface Errand { a: string }', 'Errand'],
    ['a parameter', 'const a = (carrier: string) => carrier.length;', 'carrier'],
    ['a comment', '// The vault of tokens.\nconst a = 1;', 'vault'],
    ['a comment at the end of a line', 'const a = 1; // cures it', 'cures'],
    ['a comment at the end of the file', 'const a = 1;\n// hopeless', 'hopeless'],
    ['a comment in an empty block', 'try { a(); } catch { /* nobody cares */ }', 'nobody'],
    ['a docstring', '/**\n * A\n * patience.\n */\nconst a = 1;', 'patience'],
    ['a phrase across lines', '/**\n * The body is set\n * aside.\n */\nconst a = 1;', 'set aside'],
    ['a message', "throw new Error('The endpoint refused it.');", 'refused'],
    ['a template', 'const a = `${b} has no life`;', 'life'],
    ['a template before a value', 'const a = `the life of ${b}`;', 'life'],
    ['an identifier in a comment', '/** See {@link tokenVault}. */\nconst a = 1;', 'vault'],
    ['a whole name', 'const endsAt = 1;', 'endsAt'],
    ['a constant that begins with MOST_', 'const MOST_BYTES = 1;', 'MOST_BYTES'],
    ['a function called xOf', 'function originOf(): void {}', 'originOf'],
    ['an arrow function called xOf', 'const originOf = () => 1;', 'originOf'],
    ['a method called xOf', 'class A { originOf() {} #hostOf() {} }', 'originOf'],
  ])('finds %s', (_what, text, word) => {
    expect(find(text).join()).toContain(`: ${word} → `);
  });

  it.each([
    ['what is in flight', 'const inFlight = 1; // requests in flight'],
    ['lifetimes', 'const lifetimeMs = 1; // a lifetime'],
    ['words that contain others', 'const secure = 1; // mushroom, outdoors, procured, sealant'],
    ['refused connections', "const a = 'ECONNREFUSED'; // connection refused"],
    ['keep-alive', 'const keepAlive = true; // kept alive by the agent'],
    ['local variables with long', 'const longestName = 1;'],
    ['methods of the language', "'a'.indexOf('b'); class A { valueOf() { return 1; } }"],
    ['values called xOf', 'const partOf = 1;'],
    ['names of modules', "import { a } from './vault.js';"],
    ['words of other folders', '// a fault'],
  ])('allows %s', (_what, text) => {
    expect(find(text, 'sandbox/src/a.ts')).toEqual([]);
  });

  it('looks into the folders that an entry is for', () => {
    expect(find('const tally = 1;', 'lib/a.ts')).toEqual([]);
    expect(find('const tally = 1;', 'sample-app/src/a.ts')).toHaveLength(1);
    expect(find('const a = 1;', 'sample-app/web/src/words.ts')).toEqual([
      'sample-app/web/src/words.ts:1: sample-app/web/src/words.ts → format.ts',
    ]);
  });

  it('names the file, the line, and what to write instead', () => {
    expect(find('const a = 1;\n\n/**\n * Kept\n * on a shelf.\n */\nconst b = 2;')).toEqual([
      'lib/token/a.ts:5: shelf → TokenRepository, AccountCache',
    ]);
  });

  it('reports each comment and each string once', () => {
    expect(find("// a vault\nexport const a = ['a vault'];\n")).toHaveLength(2);
  });
});
