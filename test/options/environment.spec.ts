import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENT, getVariableName, readText } from '../../lib/options/environment.js';

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
