import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { AsposeAuthError } from '../../lib/errors.js';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';

const id = randomUUID();
const secret = randomUUID().replaceAll('-', '');
const env = (variables: Record<string, unknown>) => (name: string) => variables[name];
const none = env({});
const credentials = { clientId: id, clientSecret: secret };

function problemsOf(options: AsposeAuthModuleOptions, read = none): string {
  try {
    resolveSettings(options, read);
  } catch (error) {
    if (AsposeAuthError.is(error) && error.code === 'ERR_ASPOSE_CONFIG') return error.message;
    throw error;
  }
  return '';
}

const standard = (options: AsposeAuthModuleOptions, read = none) =>
  resolveSettings(options, read).accounts.get('default')!;

describe('defaults', () => {
  it('are in place with nothing but credentials', () => {
    expect(standard(credentials)).toMatchObject({
      baseUrl: 'https://api.aspose.cloud',
      tokenUrl: 'https://api.aspose.cloud/connect/token',
      clientAuthentication: 'post',
      tokenTimeoutMs: 10_000,
      tokenDeadlineMs: 30_000,
      anonymous: false,
      allowedOrigins: new Set(['https://api.aspose.cloud']),
    });
    expect(resolveSettings(credentials, none)).toMatchObject({ attach: 'discover', verifyOnBoot: false });
  });

  it.each([
    [{ attach: 'none' as const, verifyOnBoot: true }, {}, { attach: 'none', verifyOnBoot: true }],
    [{}, { ASPOSE_VERIFY_ON_BOOT: 'yes' }, { attach: 'discover', verifyOnBoot: true }],
    [{}, { ASPOSE_VERIFY_ON_BOOT: 'no' }, { attach: 'discover', verifyOnBoot: false }],
  ])('of the module give way to %j and %j', (options, variables, expected) => {
    expect(resolveSettings({ ...credentials, ...options }, env(variables))).toMatchObject(expected);
  });
});

describe('the order of sources', () => {
  const inEnv = { ASPOSE_CLIENT_ID: randomUUID(), ASPOSE_CLIENT_SECRET: 'env-secret', ASPOSE_STORAGE_NAME: 'env' };

  it('an explicit option beats the environment', async () => {
    const { clientId, storage, secret: source } = standard({ ...credentials, storage: 'own' }, env(inEnv));
    expect([clientId, storage, await source?.read()]).toEqual([id, 'own', secret]);
  });

  it.each([undefined, '', '   ', '\t\n'])('a blank option (%j) counts as missing', (clientId) => {
    expect(standard({ clientId }, env(inEnv)).clientId).toBe(inEnv.ASPOSE_CLIENT_ID);
  });

  it.each([
    ['clientId', ['ASPOSE_CLIENT_ID', 'ASPOSE_CLOUD_CLIENT_ID', 'ASPOSE_APP_SID']],
    ['baseUrl', ['ASPOSE_BASE_URL', 'ASPOSE_CLOUD_API_URL']],
    ['storage', ['ASPOSE_STORAGE_NAME', 'ASPOSE_STORAGE']],
  ] as const)('%s is read from %j, the first that is not blank', (option, names) => {
    names.forEach((name, index) => {
      const value = option === 'baseUrl' ? `https://${index}.example.com` : `value-${index}`;
      const others = Object.fromEntries(names.map((other, place) => [other, place < index ? ' ' : undefined]));
      const read = env({ ASPOSE_CLIENT_ID: id, ASPOSE_CLIENT_SECRET: secret, ...others, [name]: value });
      expect(standard({}, read)[option]).toBe(value);
    });
  });

  it.each(['ASPOSE_CLIENT_SECRET', 'ASPOSE_CLOUD_CLIENT_SECRET', 'ASPOSE_APP_KEY'])(
    'the secret from %s',
    async (name) => {
      const { secret: source } = standard({ clientId: id }, env({ [name]: ` ${secret} ` }));
      expect([source?.rotates, source?.label, await source?.read()]).toEqual([false, name, secret]);
    },
  );
});

describe('addresses', () => {
  it('a baseUrl with a path still finds the token endpoint on its origin', () => {
    const { baseUrl, tokenUrl, allowedOrigins } = standard({
      ...credentials,
      baseUrl: 'https://a.example/v3.0',
    });
    expect(baseUrl).toBe('https://a.example/v3.0');
    expect(tokenUrl).toBe('https://a.example/connect/token');
    expect([...allowedOrigins]).toEqual(['https://a.example']);
  });

  it.each(['http://localhost:8088', 'http://127.0.0.1', 'http://[::1]:80/x', 'http://docs.localhost'])(
    'plain http is taken on loopback: %s',
    (baseUrl) => {
      expect(problemsOf({ ...credentials, baseUrl })).toBe('');
    },
  );

  it.each([
    ['http://api.aspose.cloud', 'plain http'],
    ['http://127.0.0.1.evil.example', 'plain http'],
    ['http://localhost.evil.example', 'plain http'],
    ['ftp://api.aspose.cloud', 'not an https URL'],
    ['api.aspose.cloud', 'has no scheme'],
    ['https://user:pw@api.aspose.cloud', 'contains credentials'],
    ['https://api.aspose.cloud/#x', 'fragment'],
  ])('%s is refused as baseUrl, tokenUrl and origin', (address, what) => {
    expect(problemsOf({ ...credentials, baseUrl: address })).toMatch(new RegExp(`baseUrl .*${what}`));
    expect(problemsOf({ ...credentials, tokenUrl: address })).toMatch(new RegExp(`tokenUrl .*${what}`));
    expect(problemsOf({ ...credentials, allowedOrigins: [address] })).toMatch(new RegExp(`allowedOrigins .*${what}`));
  });

  it('lists origins by comma, paths and default ports left out', () => {
    const read = env({ ASPOSE_ALLOWED_ORIGINS: 'https://a.example/x, https://B.example:443 ,' });
    expect([...standard(credentials, read).allowedOrigins]).toEqual([
      'https://api.aspose.cloud',
      'https://a.example',
      'https://b.example',
    ]);
  });
});

describe('replayBufferBytes', () => {
  it.each([0, 1, 1_048_576])('can be %d', (replayBufferBytes) => {
    expect(standard({ ...credentials, replayBufferBytes }).replayBufferBytes).toBe(replayBufferBytes);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1024', {}])('cannot be %p', (value) => {
    const replayBufferBytes = value as number;
    expect(problemsOf({ ...credentials, replayBufferBytes })).toContain(
      'replayBufferBytes must be a whole number of bytes, 0 or more',
    );
  });
});

describe('problems', () => {
  it('are all in one error, each with its variable and the fix', () => {
    const read = env({ ASPOSE_TOKEN_TIMEOUT_MS: 'soon', ASPOSE_VERIFY_ON_BOOT: 'perhaps', ASPOSE_BASE_URL: 'nowhere' });
    const message = problemsOf({ attach: 'some' as never, tokenUrl: 'http://far.example' }, read);
    for (const part of [
      'clientId is missing: set ASPOSE_CLIENT_ID or pass clientId in the options',
      'clientSecret is missing: set ASPOSE_CLIENT_SECRET',
      'ASPOSE_BASE_URL has no scheme',
      'tokenUrl is plain http',
      'ASPOSE_TOKEN_TIMEOUT_MS must be a number of milliseconds',
      'ASPOSE_VERIFY_ON_BOOT must be true or false',
      "attach must be 'discover' or 'none'",
    ]) {
      expect(message).toContain(part);
    }
    expect(message.match(/\n {2}- /g)).toHaveLength(7);
  });

  it('are listed once each, with the hint at the end', () => {
    const swapped = { clientId: secret, clientSecret: id };
    const options = { ...swapped, baseUrl: 'x', verifyOnBoot: 'no' as never, accounts: { reports: swapped } };
    expect(problemsOf(options)).toBe(
      [
        'Aspose Cloud is not configured:',
        '  - baseUrl has no scheme; write https:// in front of it, or http:// for a container in your own network',
        '  - verifyOnBoot must be true or false',
        '  - hint: the client id does not look like a UUID but the client secret does: the two may be swapped',
      ].join('\n'),
    );
  });

  it.each([0, -1, Number.NaN, 2 ** 31, '5' as never])('tokenTimeoutMs %p is refused', (tokenTimeoutMs) => {
    expect(problemsOf({ ...credentials, tokenTimeoutMs })).toContain('tokenTimeoutMs must be a number');
  });

  it.each([42, {}, true])('a client id that is no text (%p) is refused', (value) => {
    expect(problemsOf({ ...credentials, clientId: value as never })).toContain('clientId must be text');
  });

  it('T-1 T-4 scope and resource are checked at start', () => {
    expect(problemsOf({ ...credentials, scope: 'a  b' })).toContain('scope contains a character');
    expect(problemsOf({ ...credentials, scope: 'a"b' })).toContain('scope contains a character');
    expect(problemsOf({ ...credentials, resource: ['https://a.example', 'https://b.example/#c'] })).toContain(
      'resource',
    );
    expect(problemsOf({ ...credentials, resource: 'urn:a' })).toBe('');
  });

  it('never show a secret', () => {
    const shown = problemsOf({ clientSecret: secret, baseUrl: `https://x:${secret}@a.example` });
    expect(shown).toContain('clientId is missing');
    expect(shown).not.toContain(secret);
  });
});

describe('the two credentials', () => {
  it('get a hint where they may be swapped', () => {
    expect(standard({ clientId: secret, clientSecret: id }).hint).toContain('may be swapped');
    expect(standard(credentials).hint).toBeUndefined();
    expect(standard({ clientId: 'self-hosted-user', clientSecret: 'pw' }).hint).toBeUndefined();
    expect(standard({ clientId: id, clientSecret: randomUUID() }).hint).toBeUndefined();
    expect(problemsOf({ clientId: secret, clientSecret: id, baseUrl: 'x' })).toContain('may be swapped');
  });

  it('are not needed by an anonymous account, nor the secret by a clientAuthentication function', () => {
    expect(standard({ anonymous: true }).anonymous).toBe(true);
    expect(standard({}, env({ ASPOSE_ANONYMOUS: 'yes' })).anonymous).toBe(true);
    expect(standard({ clientId: id, clientAuthentication: () => undefined }).secret).toBeUndefined();
  });
});

describe('named accounts', () => {
  const withReports = (reports: AsposeAuthModuleOptions) => ({ ...credentials, storage: 'S', accounts: { reports } });
  const reportsOf = (reports: AsposeAuthModuleOptions) =>
    resolveSettings(withReports(reports), none).accounts.get('reports')!;

  it('take what they leave out from the default account, credentials apart', () => {
    const own = { clientId: randomUUID(), clientSecret: 'x', storage: undefined };
    expect(reportsOf(own)).toMatchObject({ name: 'reports', clientId: own.clientId, storage: 'S' });
    const message = problemsOf(withReports({}));
    expect(message).toContain('accounts.reports.clientId is missing: set ASPOSE_REPORTS_CLIENT_ID');
    expect(message).toContain('accounts.reports.clientSecret is missing: set ASPOSE_REPORTS_CLIENT_SECRET');
  });

  it('take its addresses, and all that goes into a request', () => {
    const shared = {
      baseUrl: 'https://a.example/v4.0',
      tokenUrl: 'https://id.example/token',
      allowedOrigins: ['https://a.example', 'https://b.example'],
      clientAuthentication: 'basic' as const,
      scope: 's',
      resource: ['urn:r'],
      extraParameters: { audience: 'x' },
      tokenTimeoutMs: 1,
      tokenDeadlineMs: 2,
      replayBufferBytes: 0,
      http: { proxy: false as const },
    };
    const reports = { clientId: randomUUID(), clientSecret: 'x' };
    const { accounts } = resolveSettings({ ...credentials, ...shared, accounts: { reports } }, none);
    expect(accounts.get('reports')).toMatchObject({ ...shared, allowedOrigins: new Set(shared.allowedOrigins) });
  });

  it('take no addresses beside a baseUrl of their own', () => {
    const baseUrl = 'https://api.groupdocs.cloud';
    expect(reportsOf({ clientId: randomUUID(), clientSecret: 'x', baseUrl })).toMatchObject({
      tokenUrl: `${baseUrl}/connect/token`,
      allowedOrigins: new Set([baseUrl]),
    });
  });
});
