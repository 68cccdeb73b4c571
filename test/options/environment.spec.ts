import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createAccountVariables, ENVIRONMENT, getVariableName, readText } from '../../lib/options/environment.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';

describe('the environment', () => {
  it('is these variables, in this order', () => {
    const rows = ENVIRONMENT.flatMap(({ option, variables, reads }) => variables.map((name) => [name, option, reads]));
    expect(rows).toEqual([
      ['ASPOSE_CLIENT_ID', 'clientId', 'text'],
      ['ASPOSE_CLOUD_CLIENT_ID', 'clientId', 'text'],
      ['ASPOSE_APP_SID', 'clientId', 'text'],
      ['ASPOSE_CLIENT_SECRET', 'clientSecret', 'text'],
      ['ASPOSE_CLOUD_CLIENT_SECRET', 'clientSecret', 'text'],
      ['ASPOSE_APP_KEY', 'clientSecret', 'text'],
      ['ASPOSE_CLIENT_SECRET_FILE', 'clientSecret', 'secret-file'],
      ['ASPOSE_BASE_URL', 'baseUrl', 'text'],
      ['ASPOSE_CLOUD_API_URL', 'baseUrl', 'text'],
      ['ASPOSE_TOKEN_URL', 'tokenUrl', 'text'],
      ['ASPOSE_ALLOWED_ORIGINS', 'allowedOrigins', 'list'],
      ['ASPOSE_ALLOW_INSECURE_HTTP', 'allowInsecureHttp', 'flag'],
      ['ASPOSE_STORAGE_NAME', 'storage', 'text'],
      ['ASPOSE_STORAGE', 'storage', 'text'],
      ['ASPOSE_TOKEN_TIMEOUT_MS', 'tokenTimeoutMs', 'milliseconds'],
      ['ASPOSE_VERIFY_ON_BOOT', 'verifyOnBoot', 'flag'],
      ['ASPOSE_ANONYMOUS', 'anonymous', 'flag'],
    ]);
  });

  it.each([
    [' x ', 'x'],
    ['0', '0'],
    [0, '0'],
    [10_000, '10000'],
    [true, 'true'],
    [false, 'false'],
    ['', undefined],
    [' \t\n', undefined],
    [undefined, undefined],
    [null, undefined],
    [{}, undefined],
    [['x'], undefined],
    [() => 'x', undefined],
  ])('gives %p as %p', (value, text) => {
    const asked: string[] = [];
    const read = (name: string) => {
      asked.push(name);
      return value;
    };
    expect([readText(read, 'ASPOSE_X'), asked]).toEqual([text, ['ASPOSE_X']]);
  });

  it('names the variable to set for an option, where there is one', () => {
    expect([getVariableName('clientSecret'), getVariableName('storage')]).toEqual([
      'ASPOSE_CLIENT_SECRET',
      'ASPOSE_STORAGE_NAME',
    ]);
    expect(getVariableName('scope')).toBeUndefined();
  });
});

describe('the variables of an account', () => {
  it.each([
    ['default', 'ASPOSE_CLIENT_ID', 'ASPOSE_CLIENT_ID'],
    ['default', 'ASPOSE_APP_SID', 'ASPOSE_APP_SID'],
    ['reports', 'ASPOSE_CLIENT_ID', 'ASPOSE_REPORTS_CLIENT_ID'],
    ['EU reports-2', 'ASPOSE_BASE_URL', 'ASPOSE_EU_REPORTS_2_BASE_URL'],
    ['reports', 'ASPOSE_APP_SID', undefined],
    ['reports', 'SOMETHING', undefined],
    ['cloud', 'ASPOSE_CLIENT_ID', undefined],
    ['cloud', 'ASPOSE_TOKEN_URL', 'ASPOSE_CLOUD_TOKEN_URL'],
  ])('of "%s" for %s are called %s', (account, variable, name) => {
    expect(createAccountVariables(account, () => undefined).getName(variable)).toBe(name);
  });
});

describe('an account in the environment', () => {
  const variables: Record<string, string> = {
    ASPOSE_CLIENT_ID: randomUUID(),
    ASPOSE_CLIENT_SECRET: 'a',
    ASPOSE_STORAGE_NAME: 'standard',
    ASPOSE_REPORTS_CLIENT_ID: randomUUID(),
    ASPOSE_REPORTS_CLIENT_SECRET: 'b',
    ASPOSE_GROUPDOCS_CLIENT_ID: randomUUID(),
    ASPOSE_GROUPDOCS_BASE_URL: 'https://api.groupdocs.cloud',
  };
  const settings = () => resolveSettings({ accounts: { reports: { scope: 'own' } } }, (name) => variables[name]);

  it('is read beside the options of its account, and inherits the rest', async () => {
    const reports = settings().accounts.get('reports');
    expect(reports).toMatchObject({ clientId: variables.ASPOSE_REPORTS_CLIENT_ID, scope: 'own', storage: 'standard' });
    expect(await reports?.secret?.read()).toBe('b');
  });

  it('needs no entry in the options', () => {
    expect(settings().fromVariables('REPORTS')?.clientId).toBe(variables.ASPOSE_REPORTS_CLIENT_ID);
    expect(settings().fromVariables('unknown')).toBeUndefined();
  });

  it('has addresses of its own where its base URL is its own', () => {
    const listed = resolveSettings({ accounts: { groupdocs: { clientSecret: 'c' } } }, (name) => variables[name]);
    expect(listed.accounts.get('groupdocs')).toMatchObject({
      baseUrl: 'https://api.groupdocs.cloud',
      tokenUrl: 'https://api.groupdocs.cloud/connect/token',
      allowedOrigins: new Set(['https://api.groupdocs.cloud']),
    });
  });

  it('names what is missing by its own variables', () => {
    expect(() => settings().fromVariables('groupdocs')).toThrow(
      /set ASPOSE_GROUPDOCS_CLIENT_SECRET or pass clientSecret/,
    );
  });
});

describe('an account that is known at run time only', () => {
  const credentials = { clientId: randomUUID(), clientSecret: 'x' };
  const settings = () => resolveSettings({ ...credentials, storage: 'S' }, () => undefined);

  it('takes what it leaves out from the default account, as any other', () => {
    const found = settings().resolve('tenant', { clientId: 'own', clientSecret: 'y' });
    expect(found).toMatchObject({ name: 'tenant', clientId: 'own', storage: 'S' });
  });

  it('is refused with all that is wrong with it, and with nothing of others', () => {
    const missing = () => settings().resolve('tenant', { clientSecret: 'y', scope: '"' });
    const message = [
      'Aspose Cloud is not configured:',
      `  - accountResolver("tenant").clientId is missing: pass it in the options (create an application at https://dashboard.aspose.cloud/applications)`,
      '  - accountResolver("tenant").scope contains a character that is not allowed in scopes',
    ].join('\n');
    expect(missing).toThrow(expect.objectContaining({ code: 'ERR_ASPOSE_CONFIG', message }));
    expect(settings().resolve('another', credentials).name).toBe('another');
  });

  it('gets the hint about its own credentials', () => {
    const swapped = { clientId: 'f00', clientSecret: credentials.clientId, storage: 42 as never };
    expect(() => settings().resolve('tenant', swapped)).toThrow(/storage must be text\n {2}- hint: .* may be swapped$/);
  });

  it.each([0, -1, 1.5, Number.NaN, '5' as never])('maxAccounts %p is refused', (maxAccounts) => {
    const resolve = () => resolveSettings({ ...credentials, maxAccounts }, () => undefined);
    expect(resolve).toThrow('\n  - maxAccounts must be a whole number above 0');
  });

  it('is one of at most a thousand, or of as many as the options say', () => {
    expect(settings().maxAccounts).toBe(1_000);
    expect(resolveSettings({ ...credentials, maxAccounts: 1 }, () => undefined).maxAccounts).toBe(1);
  });
});
