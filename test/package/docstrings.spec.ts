import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { readSourceFiles } from './architecture/source-files.js';

interface Documented {
  readonly name: string;
  readonly examples: readonly string[];
}

const ENTRY_POINTS = [
  'index',
  'config/index',
  'health/index',
  'otel/index',
  'redis/index',
  'testing/index',
  'undici/index',
];

/** Names that users can import as values: classes and functions. */
function findPublicValues(): Set<string> {
  const names = new Set<string>();
  for (const entry of ENTRY_POINTS) {
    const text = readFileSync(`lib/${entry}.ts`, 'utf8');
    for (const [, list = ''] of text.matchAll(/^export \{([^}]*)\}/gm)) {
      for (const name of list.split(',')) if (!/^\s*(type\s|$)/.test(name)) names.add(name.trim());
    }
  }
  return names;
}

/** The classes and functions of a file with the text of their `@example`. */
function findDocumented(path: string, text: string): Documented[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return file.statements.flatMap((statement) => {
    const isSubject =
      ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement) || ts.isVariableStatement(statement);
    if (!isSubject) return [];
    const name = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations[0]?.name.getText()
      : statement.name?.text;
    const tags = ts.getJSDocTags(statement).filter(({ tagName }) => tagName.text === 'example');
    const examples = tags.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '');
    return name === undefined ? [] : [{ name, examples }];
  });
}

/** An example is statements, or members of a class. If it is fenced, what is outside the fence is its title. */
function parses(example: string): boolean {
  const code = /```\w*\n([\s\S]*?)```/.exec(example)?.[1] ?? example;
  const hasErrors = (text: string) =>
    ts.transpileModule(text, { reportDiagnostics: true, compilerOptions: { experimentalDecorators: true } }).diagnostics
      ?.length !== 0;
  return code.trim() !== '' && (!hasErrors(code) || !hasErrors(`class Example {\n${code}\n}`));
}

const values = findPublicValues();
const documented = readSourceFiles('lib')
  .filter(({ path }) => path.endsWith('.ts'))
  .flatMap(({ path, text }) => findDocumented(path, text))
  .filter(({ name }) => values.has(name));

describe('the docstring of what users call', () => {
  it('covers every public class and function', () => {
    expect(documented.map(({ name }) => name).sort()).toEqual([...values].sort());
  });

  it.each(documented.map(({ name, examples }) => [name, examples] as const))(
    '%s has examples that parse',
    (_name, examples) => {
      expect(examples).not.toEqual([]);
      expect(examples.filter((example) => !parses(example))).toEqual([]);
    },
  );
});

describe('the parser of examples', () => {
  it.each([
    ['const a = 1;', true],
    ['constructor(private readonly a: A) {}\n\nasync b() { return 1; }', true],
    ['```ts\nconst a = 1;\n```', true],
    ['try { … }', false],
    ['', false],
  ])('%j: %p', (example, expected) => expect(parses(example)).toBe(expected));
});
