import { afterEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { validateAsposeAuthEnv } from 'nestjs-aspose-auth/config';
import { findMisnamedVariables, type ReadVariable } from '../../lib/options/environment.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';
import { caught } from '../support/promises.js';

/** Kubernetes and Docker set these for a service that is called `aspose-api` or `aspose`. */
const OF_A_SERVICE = ['ASPOSE_API_SERVICE_HOST', 'ASPOSE_API_PORT', 'ASPOSE_SERVICE_PORT', 'ASPOSE_PORT_8080_TCP_ADDR'];

const toRead = (env: Record<string, string>): ReadVariable =>
  Object.assign((name: string) => env[name], { names: Object.keys(env) });
const find = (names: string[], ...accounts: string[]) =>
  findMisnamedVariables(
    Object.assign(() => 'x', { names }),
    accounts,
  );

describe('a variable whose name is close to one of ours', () => {
  it.each([
    ['ASPOSE_BASEURL', 'ASPOSE_BASE_URL'],
    ['ASPOSE_BASE_URI', 'ASPOSE_BASE_URL'],
    ['ASPOSE_API_URL', 'ASPOSE_BASE_URL'],
    ['ASPOSE_CLOUD_BASE_URL', 'ASPOSE_BASE_URL'],
    ['ASPOSE_API_BASE_URL', 'ASPOSE_BASE_URL'],
    ['ASPOSE_ENDPOINT', 'ASPOSE_BASE_URL'],
    ['ASPOSE_CLIENTID', 'ASPOSE_CLIENT_ID'],
    ['ASPOSE_APP_ID', 'ASPOSE_CLIENT_ID'],
    ['ASPOSE_SID', 'ASPOSE_CLIENT_ID'],
    ['ASPOSE_CLIENT_KEY', 'ASPOSE_CLIENT_SECRET'],
    ['ASPOSE_API_KEY', 'ASPOSE_CLIENT_SECRET'],
    ['ASPOSE_CLOUD_SECRET', 'ASPOSE_CLIENT_SECRET'],
    ['ASPOSE_CLIENT_SECRETS_FILE', 'ASPOSE_CLIENT_SECRET_FILE'],
    ['ASPOSE_CLOUD_API_URI', 'ASPOSE_BASE_URL'],
    ['ASPOSE_ALLOWED_ORIGIN', 'ASPOSE_ALLOWED_ORIGINS'],
    ['ASPOSE_VERIFY_ONBOOT', 'ASPOSE_VERIFY_ON_BOOT'],
    ['ASPOSE_ANONYMUS', 'ASPOSE_ANONYMOUS'],
  ])('%s: %s', (name, right) => {
    expect(find(['PATH', name])).toEqual([[name, right]]);
  });

  it.each([
    'ASPOSE_SOMETHING',
    'ASPOSE_LICENSE_KEY',
    'ASPOSE_LICENSE_PATH',
    'ASPOSE_WORDS_ENABLED',
    'ASPOSE_TOKEN',
    ...OF_A_SERVICE,
  ])('%s is not', (name) => expect(find([name, 'ASPOSE_\u001b', 'aspose_clientid', 'MY_ASPOSE_CLIENTID'])).toEqual([]));

  it('may be one of a listed account, or of one with a client id in the environment', () => {
    const names = ['ASPOSE_REPORTS_CLIENTID', 'ASPOSE_REPORTS_CLIENT_SECRET', 'ASPOSE_TENANT_CLIENT_ID'];
    expect(find([...names, 'ASPOSE_TENANT_BASEURL'], 'reports')).toEqual([
      ['ASPOSE_REPORTS_CLIENTID', 'ASPOSE_REPORTS_CLIENT_ID'],
      ['ASPOSE_TENANT_BASEURL', 'ASPOSE_TENANT_BASE_URL'],
    ]);
    expect(find(['ASPOSE_API_BASE_URL', 'ASPOSE_API_CLIENT_ID'])).toEqual([]);
    expect(find(['ASPOSE_API_BASE_URL'], 'api')).toEqual([]);
  });
});

const credentials = { ASPOSE_CLIENT_ID: 'id', ASPOSE_CLIENT_SECRET: 'secret' };

describe('the hint', () => {
  it('is one for all, and without values', () => {
    const env = { ...credentials, ASPOSE_BASEURL: 'https://value.example', ASPOSE_STORAGENAME: 'value' };
    expect(resolveSettings({}, toRead(env)).hint).toBe(
      'nothing reads ASPOSE_BASEURL (did you mean ASPOSE_BASE_URL?), ASPOSE_STORAGENAME (did you mean ASPOSE_STORAGE_NAME?)',
    );
  });

  it('is absent if the right variable is set as well, or nothing is close', () => {
    const env = { ...credentials, ASPOSE_API_KEY: 'of another program', ASPOSE_SOMETHING: 'x' };
    expect(resolveSettings({}, toRead(env)).hint).toBeUndefined();
  });

  it.each([
    ['forRoot', (env: Record<string, string>) => resolveSettings({}, toRead(env))],
    ['validateAsposeAuthEnv', validateAsposeAuthEnv],
  ])('is in the error of %s if the right one is missing', async (_name, check) => {
    const env = { ASPOSE_CLIENT_ID: 'id', ASPOSE_CLIENT_KEY: 'value' };
    const { message } = (await caught(Promise.resolve().then(() => check(env)))) as Error;
    expect(message.split('\n  - ').slice(1)).toEqual([
      expect.stringMatching(/^clientSecret is missing: set ASPOSE_CLIENT_SECRET/),
      'hint: nothing reads ASPOSE_CLIENT_KEY (did you mean ASPOSE_CLIENT_SECRET?)',
    ]);
  });
});

describe('an application', () => {
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });

  it('logs the hint once at start', async () => {
    Object.assign(process.env, credentials, { ASPOSE_BASEURL: 'https://value.example' });
    const warnings: unknown[] = [];
    const logger = { log: () => undefined, error: () => undefined, warn: (text: unknown) => void warnings.push(text) };
    const builder = Test.createTestingModule({ imports: [AsposeAuthModule.forRoot()] });
    const app = await builder.setLogger(logger).compile();
    await app.init();
    await app.close();
    expect(warnings).toEqual(['nothing reads ASPOSE_BASEURL (did you mean ASPOSE_BASE_URL?)']);
  });
});
