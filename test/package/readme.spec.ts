import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { ENVIRONMENT } from '../../lib/options/environment.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';

const pages = ['configuration', 'errors'].map((name) => readFileSync(`docs/${name}.md`, 'utf8')).join('');

/** Reads the cells of the table between the markers, without its head. */
function table(name: string): string[][] {
  const [, text = ''] = new RegExp(`<!-- table:${name} -->\n([\\s\\S]*?)<!-- /table:${name} -->`).exec(pages) ?? [];
  const rows = text.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const code = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '');

function source(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
}

function membersOf(path: string, ...interfaces: string[]): string[] {
  return source(path).statements.flatMap((statement) =>
    ts.isInterfaceDeclaration(statement) && interfaces.includes(statement.name.text)
      ? statement.members.map((member) => member.name?.getText() ?? '')
      : [],
  );
}

describe('the table of options', () => {
  const rows = table('options');
  const optionsIn = (cell = '') => code(cell.split(':')[0]);

  it('has every option, and no other', () => {
    const listed = rows.flatMap(([option]) => optionsIn(option));
    const members = membersOf('lib/options/options.ts', 'AsposeAccountOptions', 'AsposeAuthModuleOptions');
    expect(listed.sort()).toEqual(members.sort());
  });

  it('has every variable beside its option', () => {
    for (const { option, variables } of ENVIRONMENT) {
      const row = rows.find(([cell]) => optionsIn(cell).includes(option));
      expect(code(row?.[1])).toEqual(expect.arrayContaining([...variables]));
    }
    const known = ENVIRONMENT.flatMap(({ variables }) => variables);
    const listed = rows.flatMap(([, variables]) => code(variables).filter((word) => word.startsWith('ASPOSE_')));
    expect(listed.sort()).toEqual([...known].sort());
  });

  it('has the defaults of the code', () => {
    const settings = resolveSettings({ clientId: 'a', clientSecret: 'b' }, () => undefined);
    const values: Record<string, unknown> = { ...settings, ...settings.accounts.get('default') };
    for (const [option, , shown = ''] of rows) {
      const [name = ''] = optionsIn(option);
      if (['required', 'none'].includes(shown) || shown.startsWith('origin of') || name === 'isGlobal') continue;
      expect([name, shown.replace(/[`' ]/g, '')]).toEqual([name, String(values[name])]);
    }
  });
});

describe('the table of errors', () => {
  it('has every code, and no other', () => {
    const union = source('lib/errors.ts').statements.find(
      (statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text === 'AsposeAuthErrorCode',
    );
    const codes = [...(union?.getText() ?? '').matchAll(/'(\w+)'/g)].map(([, name]) => name);
    expect(table('errors').flatMap(([cell]) => code(cell))).toEqual(codes);
  });
});
