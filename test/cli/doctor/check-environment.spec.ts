import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { checkCredentialFormat, checkDebugVariables, checkOrigins } from '../../../lib/cli/doctor/check-environment.js';

describe('origins', () => {
  it('names the variable that excludes the API', () => {
    const settings = { allowedOrigins: new Set(['https://a.test']), baseUrl: 'https://b.test' };
    expect(checkOrigins(settings, 'ASPOSE_REPORTS_ALLOWED_ORIGINS').fix).toBe(
      'add it to ASPOSE_REPORTS_ALLOWED_ORIGINS, or unset ASPOSE_REPORTS_ALLOWED_ORIGINS',
    );
  });

  it.each([
    [['https://a.test'], 'https://a.test/v4', 'ok', 'tokens are sent to https://a.test only'],
    [
      ['https://a.test', 'https://b.test'],
      'https://b.test',
      'ok',
      'tokens are sent to https://a.test, https://b.test only',
    ],
    [
      ['https://a.test'],
      'https://b.test',
      'warn',
      'tokens are not sent to the API (https://b.test), only to https://a.test. Its calls will fail with a 401',
    ],
    [[], 'https://b.test', 'warn', 'tokens are not sent to the API (https://b.test). Its calls'],
  ])('%j with the API at %s are %s', (origins, baseUrl, status, text) => {
    const result = checkOrigins({ allowedOrigins: new Set(origins), baseUrl }, 'ASPOSE_ALLOWED_ORIGINS');
    expect(result).toMatchObject({ check: 'origins', status, details: { origins } });
    expect(result.text).toContain(text);
  });
});

describe('variables that print the token', () => {
  it.each([
    [{ NODE_DEBUG: 'http' }, ['NODE_DEBUG']],
    [{ NODE_DEBUG: 'tls,HTTP2', DEBUG: 'app,follow-redirects' }, ['NODE_DEBUG', 'DEBUG']],
    [{ DEBUG: '*' }, ['DEBUG']],
    [{ NODE_DEBUG: 'fs', DEBUG: 'app' }, []],
    [{}, []],
  ])('%j: %j are named', (env, names) => {
    const fixes = [...checkDebugVariables(env)].map(({ status, fix }) => `${status}: ${fix}`);
    expect(fixes).toEqual(names.map((name) => `warn: unset ${name} in production`));
  });
});

const uuid: string = randomUUID();
const hex = randomBytes(16).toString('hex');

it.each([
  [uuid, hex, undefined],
  [uuid.toUpperCase(), hex.toUpperCase(), undefined],
  [hex, uuid, 'looks-swapped'],
  ['desk', hex, 'invalid-id'],
  ['desk', 'pass word', 'invalid-id'],
  [`${uuid} `, hex, 'invalid-id'],
  [uuid, `'${hex}'`, 'invalid-secret'],
  [uuid, uuid, 'invalid-secret'],
  [uuid, '', 'invalid-secret'],
])('the format of credentials: %#', (id, secret, problem) => {
  expect(checkCredentialFormat(id, secret)).toBe(problem);
});
