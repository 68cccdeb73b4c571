import { describe, expect, it } from '@jest/globals';
import { createAccountVariables } from '../../lib/options/environment.js';
import { OptionReader, readOption } from '../../lib/options/option-reader.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from '../../lib/options/options.js';

/** What `act` reads from options of any type and variables, and the problems that it notes. */
function reading<T>(
  act: (reader: OptionReader) => T,
  options: Partial<Record<keyof AsposeAccountOptions, unknown>> = {},
  variables: Record<string, string> = {},
  path = '',
  { inherited = {}, account = 'default' }: { inherited?: AsposeAccountOptions; account?: string } = {},
): [T, string[]] {
  const problems: string[] = [];
  const reader = new OptionReader(
    options as AsposeAccountOptions,
    inherited,
    path,
    createAccountVariables(account, (name) => variables[name]),
    problems,
  );
  return [act(reader), problems];
}

describe('what is inherited', () => {
  const inherited = { storage: 'inherited' };
  it.each<[object, Record<string, string>, AsposeAccountOptions, object | undefined]>([
    [{ storage: 'own' }, { ASPOSE_STORAGE: 'env' }, inherited, { value: 'own', label: 'accounts.a.storage' }],
    [{}, { ASPOSE_STORAGE: 'env' }, inherited, { value: 'env', label: 'ASPOSE_STORAGE' }],
    [{ storage: ' ' }, {}, inherited, { value: 'inherited', label: 'accounts.a.storage' }],
    [{}, {}, {}, undefined],
  ])('counts after options and environment (%j, %j, %j)', (options, variables, from, found) => {
    const read = reading((reader) => reader.find('storage'), options, variables, 'accounts.a.', { inherited: from });
    expect(read).toEqual([found, []]);
  });
});

describe('text', () => {
  it.each<[unknown, string | undefined, string[]]>([
    [' x ', 'x', []],
    [undefined, undefined, []],
    [42, undefined, ['storage must be text']],
    [{}, undefined, ['storage must be text']],
  ])('of %p is %p', (storage, value, problems) => {
    expect(reading((reader) => reader.text('storage'), { storage })).toEqual([value, problems]);
  });
});

describe('a flag', () => {
  it.each<[unknown, boolean, string[]]>([
    [true, true, []],
    [false, false, []],
    [undefined, false, []],
    ['true', false, ['accounts.a.anonymous must be true or false']],
    [1, false, ['accounts.a.anonymous must be true or false']],
  ])('of %p is %p', (anonymous, value, problems) => {
    const read = reading((reader) => reader.flag('anonymous'), { anonymous }, {}, 'accounts.a.');
    expect(read).toEqual([value, problems]);
  });

  it('of the environment is named by its variable', () => {
    const variables = { ASPOSE_ANONYMOUS: 'perhaps' };
    const problems = ['ASPOSE_ANONYMOUS must be true or false'];
    expect(reading((reader) => reader.flag('anonymous'), {}, variables)).toEqual([false, problems]);
  });
});

describe('milliseconds', () => {
  const wrong = ['tokenTimeoutMs must be a number of milliseconds above 0'];
  it.each<[unknown, number, string[]]>([
    [1, 1, []],
    [0.5, 0.5, []],
    [2 ** 31 - 1, 2 ** 31 - 1, []],
    [undefined, 7, []],
    [2 ** 31, 7, wrong],
    [0, 7, wrong],
    [-1, 7, wrong],
    [Number.NaN, 7, wrong],
    ['5', 7, wrong],
  ])('of %p are %d', (tokenTimeoutMs, value, problems) => {
    expect(reading((reader) => reader.milliseconds('tokenTimeoutMs', 7), { tokenTimeoutMs })).toEqual([
      value,
      problems,
    ]);
  });
});

describe('T-10 an address', () => {
  it.each<[unknown, string, string[]]>([
    [' https://a.example/x ', 'https://a.example/x', []],
    [undefined, 'fallback', []],
    [42, 'fallback', ['tokenUrl must be text']],
    [
      'nowhere',
      'fallback',
      ['tokenUrl has no scheme; write https:// in front of it, or http:// for a container in your own network'],
    ],
    ['"https://a.example"', 'fallback', ['tokenUrl is in quotes, which are part of the value; remove them']],
  ])('of %p is %s', (tokenUrl, value, problems) => {
    expect(reading((reader) => reader.address('tokenUrl', 'fallback', false), { tokenUrl })).toEqual([value, problems]);
  });
});

describe('H-1 origins', () => {
  it.each<[unknown, string[], string[]]>([
    [undefined, [], []],
    [[], [], []],
    [['https://a.example/x', 'https://B.example:443'], ['https://a.example', 'https://b.example'], []],
    ['https://a.example', [], ['allowedOrigins must be a list of origins']],
    [
      ['https://*.example'],
      [],
      ['allowedOrigins entry 1 contains *; list each origin, such as https://api.aspose.cloud'],
    ],
    [
      ['https://a.example', 'ftp://b.example', 42],
      ['https://a.example'],
      [
        'allowedOrigins entry 2 is not an https URL',
        'allowedOrigins entry 3 has no scheme; write https:// in front of it, or http:// for a container in your own network',
      ],
    ],
  ])('of %j are that of baseUrl and %j', (allowedOrigins, further, problems) => {
    const values = ['https://own.example', ...further];
    expect(
      reading((reader) => [...reader.origins('allowedOrigins', 'https://own.example', false)], { allowedOrigins }),
    ).toEqual([values, problems]);
  });
});

describe('a problem', () => {
  it.each<[string, keyof AsposeAccountOptions, string]>([
    ['', 'clientId', 'clientId is missing: set ASPOSE_CLIENT_ID or pass clientId in the options, or so'],
    ['', 'scope', 'scope is missing: pass it in the options, or so'],
    [
      'accounts.a.',
      'clientId',
      'accounts.a.clientId is missing: set ASPOSE_CLIENT_ID or pass clientId in the options, or so',
    ],
  ])('%s%s that is missing is named with the fix', (path, option, problem) => {
    expect(reading((reader) => reader.missing(option, ', or so'), {}, {}, path)[1]).toEqual([problem]);
  });

  it('of a named account is named with that account’s variable', () => {
    const of = { account: 'reports' };
    const [, problems] = reading((reader) => reader.missing('clientId', ''), {}, {}, 'accounts.reports.', of);
    const fix = 'set ASPOSE_REPORTS_CLIENT_ID or pass clientId in the options';
    expect(problems).toEqual([`accounts.reports.clientId is missing: ${fix}`]);
  });

  it('is noted under the name of its option', () => {
    const noted = reading((reader) => reader.problem('scope', 'is odd'), {}, {}, 'accounts.a.');
    expect(noted[1]).toEqual(['accounts.a.scope is odd']);
  });
});

type Option = keyof AsposeAuthModuleOptions;
const env = (variables: Record<string, unknown>) => createAccountVariables('default', (name) => variables[name]);

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
    const variables = createAccountVariables('reports', (name) => values[name]);
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
