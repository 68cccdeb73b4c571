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
type Halves = Record<string, Record<string, string | undefined>>;

// By variables: the command is plain JavaScript, so that it runs without a build of its own.
const [tablePath, scenariosPath] = ['./table.mjs', './scenarios.mjs'];
const { bridgedHalves, differences, parseTable, renderTable, replaceTable, versionOf } = (await import(tablePath)) as {
  bridgedHalves: (results: Result[]) => Halves;
  differences: (page: string, results: Result[]) => string[];
  parseTable: (page: string) => Halves;
  renderTable: (results: Result[]) => string;
  replaceTable: (page: string, table: string) => string;
  versionOf: (sdk: string) => string;
};
const { lineOf, SDK_PACKAGES } = (await import(scenariosPath)) as {
  lineOf: (error: unknown) => string;
  SDK_PACKAGES: Record<string, string>;
};

const page = readFileSync('docs/sdks.md', 'utf8');
const names = SDKS.map(({ name }) => name);

describe('the table of docs/sdks.md', () => {
  it('has a row for each SDK under test, in the version that is installed', () => {
    expect(Object.keys(SDK_PACKAGES)).toEqual(names);
    for (const name of names) expect(page).toContain(`| ${name} ${versionOf(name)} | `);
  });

  it('S-2 shows one token request, no failed call and no dead process with the bridge', () => {
    const credentials = expect.stringMatching(/^1: `ERR_ASPOSE_CREDENTIALS \(400 invalid_client\)`$/);
    const row = { cold: '1, 100 ok', revoked: '1, 100 ok', expired: '1, ok', wrong: credentials, exit: 'ends' };
    expect(parseTable(page)).toEqual(Object.fromEntries(names.map((name) => [name, row])));
  });
});

describe('the command that makes it', () => {
  const resultsWith = (odd: Partial<Result>): Result[] =>
    names.flatMap((sdk) =>
      ['alone', 'bridged'].flatMap((mode) =>
        ['cold', 'revoked', 'expired', 'wrong'].map((scenario) => ({
          ...{ sdk, mode, scenario, tokenRequests: 1, ok: 1, failures: [], exit: 0 as const },
          ...(mode === 'alone' && odd),
        })),
      ),
    );

  it.each<[name: string, odd: Partial<Result>, cells: string]>([
    [
      'a process that ended',
      { ok: undefined, failures: undefined, exit: 1 },
      '| 1, the process ends, code 1 → 1, 1 ok |',
    ],
    ['a call without an answer', { ok: undefined, failures: undefined, exit: 'hangs' }, '| 1, never answers → 1, ok |'],
    ['failed calls', { ok: 0, failures: ['401 | → no'] }, '| 1, fails: `401 ¦ -> no` → 1, ok |'],
  ])('tells of %s', (_name, odd, cells) => {
    expect(renderTable(resultsWith(odd))).toContain(cells);
  });

  it('reads the bridged half back as it wrote it', () => {
    const results = resultsWith({});
    const written = replaceTable(page, renderTable(results));
    expect(parseTable(written)).toEqual(bridgedHalves(results));
    expect(written.split('<!-- table:sdks -->')[0]).toBe(page.split('<!-- table:sdks -->')[0]);
  });

  it('names what is not as it is written', () => {
    const results = resultsWith({});
    const written = replaceTable(page, renderTable(results));
    const [name = ''] = names;
    const worse = results.map((one) =>
      one.sdk === name && one.mode === 'bridged' && one.scenario === 'cold' ? { ...one, tokenRequests: 100 } : one,
    );
    expect(differences(written, results)).toEqual([]);
    expect(differences(written, worse)).toEqual([`${name}, cold: written "1, 1 ok", measured "100, 1 ok"`]);
  });

  it('takes a row of another version for none', () => {
    const [name = ''] = names;
    const other = page.replace(`| ${name} ${versionOf(name)} |`, `| ${name} 0.0.1 |`);
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
  ])('makes one line of an error (%#)', (error, line) => {
    expect(lineOf(error)).toBe(line);
  });
});
