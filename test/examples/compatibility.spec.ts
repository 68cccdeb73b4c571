import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createAccountVariables, ENVIRONMENT } from '../../lib/options/environment.js';
import { code, page, table } from './pages.js';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  engines: { node: string };
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional: boolean }>;
  devDependencies: Record<string, string>;
};

describe('docs/compatibility.md', () => {
  const rows = table(page('compatibility'), 'versions');

  it('lists every peer with its range, and says which are optional', () => {
    const listed = rows.slice(1).flatMap(([names = '', range]) => {
      const [head = '', use] = names.split(', optional');
      return code(head).map((name) => [name, code(range)[0], use !== undefined] as const);
    });
    const known = Object.entries(manifest.peerDependencies).map(
      ([name, range]) => [name, range, manifest.peerDependenciesMeta[name]?.optional === true] as const,
    );
    expect([...listed].sort()).toEqual([...known].sort());
  });

  it('has the versions of Node', () => {
    expect(rows[0]?.slice(0, 2)).toEqual(['Node', `\`${manifest.engines.node}\``]);
  });

  it('has the versions that are tested', () => {
    const tried = table(page('compatibility'), 'tried').map(([name, version]) => [code(name)[0], version]);
    expect(tried.length).toBeGreaterThan(8);
    expect(tried).toEqual(tried.map(([name = '']) => [name, manifest.devDependencies[name]]));
  });
});

describe('docs/configuration.md', () => {
  it('has the variables of an account', () => {
    const rows = table(page('configuration'), 'account-variables').map((cells) => cells.map((cell) => code(cell)[0]));
    const called = (name: string, variable = '') => createAccountVariables(name, () => undefined).getName(variable);
    // This option belongs to the application, not to an account.
    const known = ENVIRONMENT.filter(({ option }) => option !== 'verifyOnBoot').map(
      ({ option, variables: [first] }) => [
        option,
        ...['default', 'reports', 'EU-2'].map((name) => called(name, first)),
      ],
    );
    expect(rows).toEqual(known);
  });
});
