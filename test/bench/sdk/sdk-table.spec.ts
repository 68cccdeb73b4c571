import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { SDKS } from '../../support/sdks.js';

interface Result {
  readonly sdk: string;
  readonly mode: string;
  readonly scenario: string;
  readonly tokenRequests: number;
  readonly ok?: number;
  readonly failures?: string[];
  readonly exit: number | 'hangs';
}
type Cells = Record<string, Record<string, string | undefined>>;

// In variables, so that TypeScript does not look for declarations of these plain JavaScript files.
const [tablePath, scenariosPath] = ['./table.mjs', './scenarios.mjs'];
const { getInjectedCells, findDifferences, parseTable, renderTable, replaceTable, getVersion } = (await import(
  tablePath
)) as {
  getInjectedCells: (results: Result[]) => Cells;
  findDifferences: (page: string, results: Result[]) => string[];
  parseTable: (page: string) => Cells;
  renderTable: (results: Result[]) => string;
  replaceTable: (page: string, table: string) => string;
  getVersion: (sdk: string) => string;
};
const { toLine, SDK_PACKAGES } = (await import(scenariosPath)) as {
  toLine: (error: unknown) => string;
  SDK_PACKAGES: Record<string, string>;
};

const page = readFileSync('docs/sdks.md', 'utf8');
const names = SDKS.map(({ name }) => name);

describe('the table of docs/sdks.md', () => {
  it('has a row for each SDK under test, in the version that is installed', () => {
    expect(Object.keys(SDK_PACKAGES)).toEqual(names);
    for (const name of names) expect(page).toContain(`| ${name} ${getVersion(name)} | `);
  });

  it('S-2 shows one token request, no failed call and no ended process with the package', () => {
    const credentials = '1: `ERR_ASPOSE_CREDENTIALS (400 invalid_client)`, then `ERR_ASPOSE_CREDENTIALS`';
    const row = { cold: '1, 100 ok', revoked: '1, 100 ok', expired: '1, ok', wrong: credentials, exit: 'ok' };
    expect(parseTable(page)).toEqual(Object.fromEntries(names.map((name) => [name, row])));
  });
});

describe('the command that writes the table', () => {
  const createResults = (alone: Partial<Result>): Result[] =>
    names.flatMap((sdk) =>
      ['alone', 'injected'].flatMap((mode) =>
        ['cold', 'revoked', 'expired', 'wrong'].map((scenario) => ({
          ...{ sdk, mode, scenario, tokenRequests: 1, ok: 1, failures: [], exit: 0 as const },
          ...(mode === 'alone' && alone),
        })),
      ),
    );

  it.each<[name: string, alone: Partial<Result>, cells: string]>([
    [
      'a process that ended',
      { ok: undefined, failures: undefined, exit: 1 },
      '| 1, the process ends, code 1 → 1, 1 ok |',
    ],
    [
      'a call that never settles',
      { ok: undefined, failures: undefined, exit: 'hangs' },
      '| 1, never settles → 1, ok |',
    ],
    ['failed calls', { ok: 0, failures: ['401 | → no'] }, '| 1, fails: `401 ¦ -> no` → 1, ok |'],
  ])('shows %s', (_name, alone, cells) => {
    expect(renderTable(createResults(alone))).toContain(cells);
  });

  it('parses the cells of the injected SDKs that it has written', () => {
    const results = createResults({});
    const written = replaceTable(page, renderTable(results));
    expect(parseTable(written)).toEqual(getInjectedCells(results));
    expect(written.split('<!-- table:sdks -->')[0]).toBe(page.split('<!-- table:sdks -->')[0]);
  });

  it('lists the cells that differ from the page', () => {
    const results = createResults({});
    const written = replaceTable(page, renderTable(results));
    const [name = ''] = names;
    const worse = results.map((one) =>
      one.sdk === name && one.mode === 'injected' && one.scenario === 'cold' ? { ...one, tokenRequests: 100 } : one,
    );
    expect(findDifferences(written, results)).toEqual([]);
    expect(findDifferences(written, worse)).toEqual([`${name}, cold: written "1, 1 ok", measured "100, 1 ok"`]);
  });

  it('ignores a row of another version', () => {
    const [name = ''] = names;
    const other = page.replace(`| ${name} ${getVersion(name)} |`, `| ${name} 0.0.1 |`);
    expect(parseTable(other)[name]).toEqual({});
  });

  it.each([
    [new Error('a\n  b'), 'a b'],
    [{ code: 400 }, '400 (no message)'],
    [{ message: { error: 'x' } }, '{"error":"x"}'],
    [
      { code: 'ERR_ASPOSE_CREDENTIALS', status: 400, oauthError: 'invalid_client' },
      'ERR_ASPOSE_CREDENTIALS (400 invalid_client)',
    ],
    [new Error('x'.repeat(60)), `${'x'.repeat(49)}…`],
  ])('describes an error in one line (%#)', (error, line) => {
    expect(toLine(error)).toBe(line);
  });
});
