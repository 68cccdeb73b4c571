import { describe, expect, it } from '@jest/globals';
import { accountVariables } from '../../lib/options/environment.js';
import { readOption } from '../../lib/options/option-reader.js';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';

type Option = keyof AsposeAuthModuleOptions;
const env = (variables: Record<string, unknown>) => accountVariables('default', (name) => variables[name]);

describe('an option', () => {
  it.each([['own'], [0], [false], [42], [[]]])('that is given (%p) wins, whatever the environment holds', (value) => {
    const read = env({ ASPOSE_STORAGE_NAME: 'env' });
    expect(readOption('storage', value, 'accounts.a.', read)).toEqual({ value, label: 'accounts.a.storage' });
  });

  it.each([[undefined], [null], [''], [' \n']])('that is blank (%j) is read from the environment', (blank) => {
    const read = env({ ASPOSE_STORAGE_NAME: ' env ' });
    expect(readOption('storage', blank, 'accounts.a.', read)).toEqual({ value: 'env', label: 'ASPOSE_STORAGE_NAME' });
  });

  it('is read from the first variable that is not blank', () => {
    const read = env({ ASPOSE_CLIENT_ID: ' ', ASPOSE_CLOUD_CLIENT_ID: 'second', ASPOSE_APP_SID: 'third' });
    expect(readOption('clientId', '', '', read)).toEqual({ value: 'second', label: 'ASPOSE_CLOUD_CLIENT_ID' });
  });

  it('of a named account is read from that account’s variable alone', () => {
    const values: Record<string, string> = { ASPOSE_STORAGE_NAME: 'standard', ASPOSE_STORAGE: 'standard' };
    const variables = accountVariables('reports', (name) => values[name]);
    expect(readOption('storage', undefined, '', variables)).toBeUndefined();
    values.ASPOSE_REPORTS_STORAGE_NAME = 'own';
    expect(readOption('storage', undefined, '', variables)).toEqual({
      value: 'own',
      label: 'ASPOSE_REPORTS_STORAGE_NAME',
    });
  });

  it.each<[Option, Record<string, unknown>]>([
    ['storage', {}],
    ['storage', { ASPOSE_CLIENT_ID: 'x', ASPOSE_TOKEN_URL: 'x' }],
    ['scope', { ASPOSE_SCOPE: 'x' }],
    ['clientSecret', { ASPOSE_CLIENT_SECRET_FILE: '/run/secrets/aspose' }],
  ])('%s is missing in %j', (option, variables) => {
    expect(readOption(option, undefined, '', env(variables))).toBeUndefined();
  });

  it.each<[Option, string, string, unknown]>([
    ['allowedOrigins', 'ASPOSE_ALLOWED_ORIGINS', ' a , b,, ', ['a', 'b']],
    ['allowedOrigins', 'ASPOSE_ALLOWED_ORIGINS', 'a', ['a']],
    ['tokenTimeoutMs', 'ASPOSE_TOKEN_TIMEOUT_MS', ' 500 ', 500],
    ['tokenTimeoutMs', 'ASPOSE_TOKEN_TIMEOUT_MS', 'soon', Number.NaN],
    ['tokenUrl', 'ASPOSE_TOKEN_URL', ' a,b ', 'a,b'],
    ...['true', '1', 'yes', 'on', 'TRUE', ' Yes '].map((text): [Option, string, string, unknown] => [
      'anonymous',
      'ASPOSE_ANONYMOUS',
      text,
      true,
    ]),
    ...['false', '0', 'no', 'off', 'OFF'].map((text): [Option, string, string, unknown] => [
      'verifyOnBoot',
      'ASPOSE_VERIFY_ON_BOOT',
      text,
      false,
    ]),
    ...['perhaps', 'truely', 'untrue', 'on off', 'nope', '00', '10'].map((text): [Option, string, string, unknown] => [
      'anonymous',
      'ASPOSE_ANONYMOUS',
      text,
      text,
    ]),
  ])('%s in %s, as %j, is %p', (option, name, text, value) => {
    expect(readOption(option, undefined, '', env({ [name]: text }))).toEqual({ value, label: name });
  });
});
