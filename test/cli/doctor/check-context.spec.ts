import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type CheckContext, readCheckContext, toFailures } from '../../../lib/cli/doctor/check-context.js';
import { checkEnvironment } from '../../../lib/cli/doctor/check-environment.js';
import type { CheckResult } from '../../../lib/cli/doctor/check-result.js';
import { AsposeAuthError } from '../../../lib/errors.js';

const read = (env: Record<string, string>, account?: string) => readCheckContext((name) => env[name], account);
const pair = { ASPOSE_CLIENT_ID: randomUUID(), ASPOSE_CLIENT_SECRET: randomBytes(16).toString('hex') };

describe('the context of an environment', () => {
  it('that is complete has its settings, and the address without the query', async () => {
    const context = (await read({ ...pair, ASPOSE_TOKEN_URL: 'https://i.test/token?key=k' })) as CheckContext;
    expect(context).toMatchObject({ secret: pair.ASPOSE_CLIENT_SECRET, address: 'https://i.test/token' });
    expect(context.variables).toEqual({
      id: 'ASPOSE_CLIENT_ID',
      secret: 'ASPOSE_CLIENT_SECRET',
      address: 'ASPOSE_TOKEN_URL',
      origins: 'ASPOSE_ALLOWED_ORIGINS',
      anonymous: 'ASPOSE_ANONYMOUS',
    });
    expect(checkEnvironment(context)).toEqual([
      {
        check: 'environment',
        status: 'ok',
        text: 'client id from ASPOSE_CLIENT_ID, secret from ASPOSE_CLIENT_SECRET, token endpoint https://i.test/token',
        details: { tokenUrl: 'https://i.test/token' },
      },
    ]);
  });

  it('that is incomplete is one failure per problem, as in the module', async () => {
    const failures = (await read({ ASPOSE_ANONYMOUS: 'maybe', ASPOSE_VERIFY_ON_BOOT: 'perhaps' })) as CheckResult[];
    expect(failures.map(({ text }) => text.split(' ')[0])).toEqual([
      'ASPOSE_ANONYMOUS',
      'ASPOSE_CLIENT_ID',
      'ASPOSE_CLIENT_SECRET',
      'ASPOSE_VERIFY_ON_BOOT',
    ]);
    for (const failure of failures) expect(failure).toMatchObject({ check: 'environment', status: 'fail', exit: 2 });
  });

  it('shows the code of the cause, if there is one', () => {
    const cause = Object.assign(new Error('x'), { code: 'EACCES' });
    const error = new AsposeAuthError('ERR_ASPOSE_CONFIG', 'It could not be read (EACCES). See the cause.', { cause });
    expect(toFailures(error).map(({ text }) => text)).toEqual([
      'It could not be read (EACCES). The file that it names cannot be read.',
    ]);
  });
});

describe('the context of a named account', () => {
  const own = Object.fromEntries(Object.entries(pair).map(([name, value]) => [name.replace('_', '_REPORTS_'), value]));
  const readReports = (env: Record<string, string>) => read({ ...own, ...env }, 'reports');

  it.each([
    [{ ASPOSE_BASE_URL: 'https://b.test' }, { address: 'ASPOSE_BASE_URL' }],
    [{ ASPOSE_BASE_URL: 'https://b.test', ASPOSE_TOKEN_URL: 'https://t.test/x' }, { address: 'ASPOSE_TOKEN_URL' }],
    [
      { ASPOSE_REPORTS_BASE_URL: 'https://b.test', ASPOSE_TOKEN_URL: 'https://t.test/x' },
      { address: 'ASPOSE_REPORTS_BASE_URL' },
    ],
    [
      { ASPOSE_REPORTS_BASE_URL: 'https://b.test', ASPOSE_REPORTS_TOKEN_URL: 'https://t.test/x' },
      { address: 'ASPOSE_REPORTS_TOKEN_URL' },
    ],
    [{ ASPOSE_ALLOWED_ORIGINS: 'https://o.test' }, { origins: 'ASPOSE_ALLOWED_ORIGINS' }],
    [{ ASPOSE_REPORTS_ALLOWED_ORIGINS: 'https://o.test' }, { origins: 'ASPOSE_REPORTS_ALLOWED_ORIGINS' }],
    [{ ASPOSE_REPORTS_ANONYMOUS: '1' }, { anonymous: 'ASPOSE_REPORTS_ANONYMOUS' }],
  ])('with %j names the variables %j', async (env, variables) => {
    const context = (await readReports(env)) as CheckContext;
    expect(context.variables).toMatchObject(variables);
    const { hostname } = new URL(context.settings.tokenUrl);
    expect(hostname === 't.test').toBe(context.variables.address.endsWith('TOKEN_URL'));
  });

  it('does not need credentials of the default account', async () => {
    const own = { ASPOSE_ANONYMOUS: 'maybe', ASPOSE_VERIFY_ON_BOOT: 'perhaps' };
    expect(await readReports(own)).toMatchObject({ settings: { name: 'reports' } });
    expect(await read({ ...own, ASPOSE_REPORTS_CLIENT_ID: 'x' })).toHaveLength(4);
  });

  it('has the problems of what it inherits from the default account', async () => {
    const failures = (await readReports({ ASPOSE_TOKEN_TIMEOUT_MS: 'soon' })) as CheckResult[];
    expect(failures.map(({ text }) => text.split(' ')[0])).toEqual(['ASPOSE_TOKEN_TIMEOUT_MS']);
  });
});

it('says what is wrong with the file of the secret, without its name, which may be the secret', async () => {
  const variables: Record<string, string> = { ASPOSE_CLIENT_ID: 'id', ASPOSE_CLIENT_SECRET_FILE: '/nowhere/sentinel' };
  const [failure] = (await readCheckContext((name) => variables[name])) as { text: string }[];
  expect(failure?.text).toBe(
    'The client secret could not be read from ASPOSE_CLIENT_SECRET_FILE (ENOENT). The file that it names does not exist.',
  );
});
