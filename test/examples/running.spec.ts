import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { PAGES, snippetsIn } from '../support/snippets.js';

interface Result {
  readonly file: string;
  readonly booted: number;
  readonly problem?: string;
}

/** Prepares the files and variables that the snippets read. All values are made up. */
function prepareEnvironment(folder: string): Record<string, string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  for (const name of ['client-key.pem', 'client.pem', 'company-ca.pem']) writeFileSync(join(folder, name), pem);
  const own = ['', 'REPORTS_', 'GROUPDOCS_'].flatMap((name) => [
    [`ASPOSE_${name}CLIENT_ID`, randomUUID()],
    [`ASPOSE_${name}CLIENT_SECRET`, randomUUID()],
  ]);
  return { ...(Object.fromEntries(own) as Record<string, string>), 'aspose.id': 'id', 'aspose.secret': randomUUID() };
}

it('every snippet of the README and the documentation runs, and every module in one starts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
  const snippets = PAGES.flatMap(snippetsIn);
  for (const [index, { code }] of snippets.entries()) writeFileSync(join(folder, `snippet-${index}.ts`), code);
  const { PATH, HOME } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', resolve('test/examples/running/boot.mjs'), folder],
    { cwd: folder, env: { PATH, HOME, ...prepareEnvironment(folder) }, timeout: 60_000 },
  );
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"file"'));
  const results = lines.map((line) => JSON.parse(line) as Result);
  const problems = results.filter(({ problem }) => problem !== undefined);
  const getPlace = (file: string) => snippets[Number(/\d+/.exec(file)?.[0])]?.where;
  expect(problems.map(({ file, problem }) => `${getPlace(file)} ${problem}`)).toEqual([]);
  expect(results).toHaveLength(snippets.length);
  expect(results.reduce((sum, { booted }) => sum + booted, 0)).toBeGreaterThan(10);
}, 70_000);
