import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Uses accounts of `accountResolver`, each with its client and its token service. */
export async function ours({ lib, clientId, clientSecret, url }, maxAccounts) {
  const from = (path) => import(pathToFileURL(join(lib, path)).href);
  const [{ resolveSettings }, { createAccount }, { AccountRegistry }, { AsposeAccounts }, http, { systemClock }] =
    await Promise.all(
      [
        'options/resolve-options.js',
        'accounts/account.js',
        'accounts/account-registry.js',
        'accounts/aspose-accounts.service.js',
        'http/aspose-client.js',
        'util/clock.js',
      ].map(from),
    );
  const accountResolver = async (name) => ({ clientId: name, clientSecret: randomBytes(16).toString('hex') });
  const options = { clientId, clientSecret, baseUrl: url, maxAccounts, accountResolver };
  const clock = systemClock();
  const createRegistryAccount = (settings) => createAccount(settings, { clock });
  const registry = new AccountRegistry(
    resolveSettings(options, () => undefined),
    createRegistryAccount,
    accountResolver,
  );
  const accounts = new AsposeAccounts(registry, http.createAsposeClientFactory(registry));
  return {
    open: (name) => accounts.get(name),
    acquire: async (name) => (await accounts.get(name)).tokens.getToken(),
    forget: (name) => accounts.forget(name),
  };
}
