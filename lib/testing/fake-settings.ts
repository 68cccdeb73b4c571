import type { ReadVariable } from '../options/environment.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from '../options/options.js';
import { resolveSettings } from '../options/resolve-options.js';
import { type AccountSettings, type AuthSettings, createSecretSource, DEFAULT_ACCOUNT } from '../options/settings.js';
import type { TokenTransport } from '../token/token-endpoint.js';
import type { FakeApi } from './fake-api.js';

const TOKEN_LIFETIME_S = 3_600;

/** Creates a token endpoint within the process. It issues the token, then the token with a number appended. */
export function createFakeTokenTransport(token: string, account: string): TokenTransport {
  const first = account === DEFAULT_ACCOUNT ? token : `${token}-${account.replace(/[^\w.~+/-]/g, '_')}`;
  let issued = 0;
  return () => {
    issued += 1;
    const value = issued === 1 ? first : `${first}-${issued}`;
    const body = JSON.stringify({ access_token: value, token_type: 'Bearer', expires_in: TOKEN_LIFETIME_S });
    return Promise.resolve({ status: 200, headers: { 'content-type': 'application/json' }, body });
  };
}

/**
 * Resolves the settings as the application does, except for what would leave the process: credentials and requests.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if another option is invalid.
 */
export function createFakeSettings(options: AsposeAuthModuleOptions, read: ReadVariable, api: FakeApi): AuthSettings {
  const named = Object.entries(options.accounts ?? {}).map(([name, account]) => [name, withCredentials(account)]);
  const accounts = Object.fromEntries(named) as AsposeAuthModuleOptions['accounts'];
  const settings = resolveSettings({ ...withCredentials(options), accounts }, read);
  const offline = [...settings.accounts].map(([name, account]) => [name, toOffline(account, api)] as const);
  return {
    ...settings,
    transport: undefined,
    accounts: new Map(offline),
    resolve: (name, account) => toOffline(settings.resolve(name, withCredentials(account)), api),
    fromVariables: (name) => {
      const account = settings.fromVariables(name);
      return account && toOffline(account, api);
    },
  };
}

const CREDENTIALS = { clientId: 'test-client', clientSecret: 'test-secret' };

/** A test neither needs a real secret nor reads one. */
function withCredentials<T extends AsposeAccountOptions>(account: T): T {
  return { ...account, ...CREDENTIALS, clientId: account.clientId ?? CREDENTIALS.clientId };
}

function toOffline(account: AccountSettings, api: FakeApi): AccountSettings {
  const secret = createSecretSource(CREDENTIALS.clientSecret, 'clientSecret');
  return { ...account, secret, clientAuthentication: 'post', http: { adapter: api.adapter, ...account.http } };
}
