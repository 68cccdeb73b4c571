import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const ARGUMENTS = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/recipes/vitest/in-repository.config.ts'];

it('the recipes for Vitest pass, in Vitest', async () => {
  const { PATH, HOME } = process.env; // without the variables of Jest
  const { stdout } = await promisify(execFile)(process.execPath, [...ARGUMENTS, '--reporter=json'], {
    env: { PATH, HOME, CI: 'true' },
    timeout: 60_000,
  });
  const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { testResults: { assertionResults: unknown[] }[] };
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(results).toHaveLength(3);
  expect(results).toEqual(results.map(() => expect.objectContaining({ status: 'passed' })));
}, 70_000);
