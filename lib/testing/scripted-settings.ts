import type { ReadVariable } from '../config/environment.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from '../config/options.js';
import { resolveSettings } from '../config/resolve-settings.js';
import { secretSource } from '../config/secret-source.js';
import type { AccountSettings, AuthSettings } from '../config/settings.js';
import type { ScriptedApi } from './scripted-api.js';

const CREDENTIALS = { clientId: 'test-client', clientSecret: 'test-secret' };

/** Nobody is asked for a secret, or shown one, in a test. */
function withCredentials<T extends AsposeAccountOptions>(account: T): T {
  return { ...account, ...CREDENTIALS, clientId: account.clientId ?? CREDENTIALS.clientId };
}

function offline(account: AccountSettings, api: ScriptedApi): AccountSettings {
  const secret = secretSource(CREDENTIALS.clientSecret, 'clientSecret');
  return { ...account, secret, clientAuthentication: 'post', http: { adapter: api.adapter, ...account.http } };
}

/**
 * Settings as the application has them, but for what would reach out: credentials, and how requests are sent.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` for what is wrong with the rest.
 */
export function scriptedSettings(options: AsposeAuthModuleOptions, read: ReadVariable, api: ScriptedApi): AuthSettings {
  const named = Object.entries(options.accounts ?? {}).map(([name, account]) => [name, withCredentials(account)]);
  const accounts = Object.fromEntries(named) as AsposeAuthModuleOptions['accounts'];
  const settings = resolveSettings({ ...withCredentials(options), accounts }, read);
  const all = [...settings.accounts].map(([name, account]) => [name, offline(account, api)] as const);
  return {
    ...settings,
    accounts: new Map(all),
    resolve: (name, account) => offline(settings.resolve(name, withCredentials(account)), api),
    fromVariables: (name) => {
      const account = settings.fromVariables(name);
      return account && offline(account, api);
    },
  };
}
