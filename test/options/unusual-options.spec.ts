import { afterEach, describe, expect, it } from '@jest/globals';
import { resolveSettings } from '../../lib/options/resolve-options.js';
import { caught } from '../support/promises.js';

const credentials = { clientId: 'id', clientSecret: 'x' };
const resolve = (options: object, env: Record<string, string> = {}) =>
  resolveSettings({ ...credentials, ...options }, (name) => env[name]);

/** The problems that resolving reports; none if it succeeds. */
async function findProblems(options: object, env: Record<string, string> = {}): Promise<string[]> {
  const error = await caught(Promise.resolve().then(() => resolve(options, env)));
  return error === undefined ? [] : (error as Error).message.split('\n  - ').slice(1);
}

describe('options of the wrong kind are problems', () => {
  it.each<[object, string]>([
    [{ clientID: 'x' }, 'clientID is not an option; did you mean clientId?'],
    [{ tokenTimeout: 1 }, 'tokenTimeout is not an option; did you mean tokenTimeoutMs?'],
    [{ zzz: 1 }, 'zzz is not an option'],
    [
      { accounts: { a: { clientID: 'x', ...credentials } } },
      'accounts.a.clientID is not an option; did you mean clientId?',
    ],
    [{ accounts: { a: { ...credentials, store: {} } } }, 'accounts.a.store is not an option; did you mean storage?'],
    [{ accounts: { a: null } }, 'accounts.a must be an object'],
    [{ accounts: { a: 'text' } }, 'accounts.a must be an object'],
    [{ accounts: [] }, 'accounts must be an object of accounts by name'],
    [{ accounts: 'a' }, 'accounts must be an object of accounts by name'],
    [{ accountResolver: {} }, 'accountResolver must be a function'],
    [{ resource: 5 }, 'resource must be one or more absolute URIs without a fragment'],
    [{ resource: [5] }, 'resource must be one or more absolute URIs without a fragment'],
    [{ resource: null }, 'resource must be one or more absolute URIs without a fragment'],
    [{ extraParameters: 'abc' }, 'extraParameters must be an object whose values are text'],
    [{ extraParameters: { a: 1 } }, 'extraParameters must be an object whose values are text'],
    [{ http: 'proxy' }, 'http must be an object of axios defaults'],
    [{ http: { baseURL: 'https://x' } }, 'http must not contain baseURL; set baseUrl (ASPOSE_BASE_URL) instead'],
    [
      { isGlobal: false },
      'isGlobal has no effect in what a factory returns; pass it to forRootAsync() beside the factory',
    ],
    [{ allowInsecureHttp: 'yes' }, 'allowInsecureHttp must be true or false'],
  ])('%j: %s', async (options, problem) => {
    expect((await findProblems(options))[0]).toBe(problem);
  });

  it('http.baseURL that is undefined, or inherited, is none', async () => {
    const inherited = Object.create({ baseURL: 'https://x' }) as object;
    for (const http of [{ baseURL: undefined }, inherited]) expect(await findProblems({ http })).toEqual([]);
  });

  it.each(['redis://localhost', {}, { get: () => undefined }, { get: 1, set: 1 }])('store: %j', async (store) => {
    expect(await findProblems({ store })).toEqual([
      'store must be an object with get and set, such as new RedisTokenStore(client) or a Keyv',
    ]);
  });

  it.each([null, 'text', 5])('the options themselves: %j', (options) => {
    expect(() => resolveSettings(options as never, () => 'x')).toThrow('the options must be an object');
  });
});

describe('values of the environment', () => {
  it.each([
    ['ASPOSE_BASE_URL', '"https://api.aspose.cloud"'],
    ['ASPOSE_STORAGE_NAME', "'main'"],
    ['ASPOSE_CLIENT_ID', '“f00”'],
    ['ASPOSE_CLIENT_SECRET', '‘f00’'],
  ])('%s=%s is in quotes', async (name, value) => {
    expect(
      await findProblems(
        { clientId: '', clientSecret: '' },
        { ASPOSE_CLIENT_ID: 'id', ASPOSE_CLIENT_SECRET: 'x', [name]: value },
      ),
    ).toEqual([`${name} is in quotes, which are part of the value; remove them`]);
  });

  it.each([
    ['https://api.aspose.cloud/v4.0/words', 'contains a version; write https://api.aspose.cloud, and the version'],
    ['https://api.aspose.cloud?x=1', 'contains a query (?…); remove it'],
    ['localhost:4000', 'has no scheme; write http://localhost:4000'],
  ])('ASPOSE_BASE_URL=%s is a problem', async (value, problem) => {
    expect(await findProblems({}, { ASPOSE_BASE_URL: value })).toEqual([
      expect.stringContaining(`ASPOSE_BASE_URL ${problem}`),
    ]);
  });

  it('a token URL may have a query, and an API on another host a path with a version', async () => {
    const tokenUrl = 'https://api.aspose.cloud/v4.0/token?key=1';
    expect(await findProblems({ tokenUrl, baseUrl: 'https://gateway.example/v4.0' })).toEqual([]);
  });

  it('an origin with * matches nothing, so it is a problem', async () => {
    expect(await findProblems({}, { ASPOSE_ALLOWED_ORIGINS: 'https://*.aspose.cloud' })).toEqual([
      'ASPOSE_ALLOWED_ORIGINS entry 1 contains *; list each origin, such as https://api.aspose.cloud',
    ]);
  });
});

describe('anonymous and credentials', () => {
  const warn = (options: object, env = {}) =>
    resolveSettings(options, (name) => (env as Record<string, string>)[name]).accounts.get('default')?.warnings;

  it('cause one warning, which names both', () => {
    expect(warn({}, { ASPOSE_ANONYMOUS: '1', ASPOSE_CLIENT_ID: 'id', ASPOSE_CLIENT_SECRET_FILE: '/x' })).toEqual([
      'ASPOSE_ANONYMOUS is set, so no token is requested or sent. Unset it, or ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET_FILE',
    ]);
    expect(warn({ ...credentials, anonymous: true })?.[0]).toMatch(/^anonymous is set, .* clientId and clientSecret$/);
    expect(warn({ anonymous: true }, { ASPOSE_APP_KEY: 'x' })?.[0]).toMatch(
      /^anonymous is set, .*Unset it, or ASPOSE_APP_KEY$/,
    );
  });

  it('cause none one without the other', () => {
    expect(warn({ anonymous: true })).toEqual([]);
    expect(warn({ ...credentials, anonymous: false })).toEqual([]);
  });

  it('of different accounts have nothing to do with each other', () => {
    const settings = resolve({ accounts: { own: { anonymous: true } } });
    expect(settings.accounts.get('own')?.warnings).toEqual([]);
  });
});

describe('T-10 plain http to other machines', () => {
  it.each([
    [{ anonymous: true }, {}],
    [{ allowInsecureHttp: true }, {}],
    [{}, { ASPOSE_ALLOW_INSECURE_HTTP: 'true' }],
  ])('is allowed with %j %j', async (options, env) => {
    expect(await findProblems({ baseUrl: 'http://words:8080', ...options }, env)).toEqual([]);
  });

  it('is a problem otherwise, which names the option', async () => {
    expect(await findProblems({ baseUrl: 'http://words:8080' })).toEqual([
      expect.stringContaining('baseUrl is plain http, which exposes tokens to the network; use https. For a container'),
    ]);
  });

  it('causes one warning, unless nothing secret is sent', () => {
    const insecure = { baseUrl: 'http://words:8080', allowInsecureHttp: true };
    expect(resolve(insecure).accounts.get('default')?.warnings).toEqual([
      expect.stringContaining('account "default" uses plain http (http://words:8080)'),
    ]);
    expect(resolve({ ...insecure, anonymous: true }).accounts.get('default')?.warnings).toEqual([
      expect.stringMatching(/^anonymous is set/),
    ]);
    expect(resolve({ baseUrl: 'http://127.0.0.1:1' }).accounts.get('default')?.warnings).toEqual([]);
  });

  it('is inherited by named accounts that have no address of their own', () => {
    const accounts = { own: { ...credentials, baseUrl: 'https://a.example' }, inherits: credentials };
    const settings = resolve({ baseUrl: 'http://words:8080', allowInsecureHttp: true, accounts });
    expect(settings.accounts.get('inherits')?.allowInsecureHttp).toBe(true);
    expect(settings.accounts.get('own')?.allowInsecureHttp).toBe(false);
  });
});

describe('H-9 Object.prototype that another package has changed', () => {
  const polluted = Object.prototype as Record<string, unknown>;
  const names = ['tokenUrl', 'baseUrl', 'allowedOrigins', 'http', 'clientSecret', 'extraParameters'];
  afterEach(() => {
    for (const name of names) Reflect.deleteProperty(polluted, name);
  });

  it('does not reach an account', () => {
    Object.assign(polluted, { tokenUrl: 'https://evil.example/t', baseUrl: 'https://evil.example' });
    Object.assign(polluted, { allowedOrigins: ['https://evil.example'], http: { proxy: { host: 'evil.example' } } });
    Object.assign(polluted, { clientSecret: 'evil', extraParameters: { evil: '1' } });
    const accounts = { tenant: { clientId: 't', clientSecret: 'y' } };
    const settings = resolve({ accounts });
    const atRunTime = settings.resolve('runtime', { clientId: 'r', clientSecret: 'z' });
    for (const account of [...settings.accounts.values(), atRunTime]) {
      expect(account.tokenUrl).toBe('https://api.aspose.cloud/connect/token');
      expect([...account.allowedOrigins]).toEqual(['https://api.aspose.cloud']);
      expect(Object.keys(account.extraParameters)).toEqual([]);
      expect(Object.keys(account.http)).toEqual([]);
    }
  });
});
