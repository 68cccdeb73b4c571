import { createAccount } from '../../lib/accounts/account.js';
import { AccountRegistry } from '../../lib/accounts/account-registry.js';
import { AsposeAccounts } from '../../lib/accounts/aspose-accounts.service.js';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import { AsposeAuthorizer } from '../../lib/http/aspose-authorizer.service.js';
import { createAsposeClientFactory } from '../../lib/http/aspose-client.js';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';
import { systemClock } from '../../lib/util/clock.js';

/** Creates the parts of the package as the module does, without Nest. */
export function authorized(options: AsposeAuthModuleOptions) {
  const { accountResolver, store } = options;
  const clock = systemClock();
  const registry = new AccountRegistry(
    resolveSettings(options, () => undefined),
    {
      clock,
      createAccount: (settings, fetching) => createAccount(settings, { clock, store, fetching }),
      accountResolver,
    },
  );
  const createClient = createAsposeClientFactory(registry);
  const account = registry.get();
  const events: AsposeAuthEvent[] = [];
  account.reporter.events$.subscribe((event) => events.push(event));
  return {
    registry,
    accounts: new AsposeAccounts(registry, createClient),
    account,
    tokens: account.tokens,
    authorizer: new AsposeAuthorizer(registry),
    axios: createClient(account).axiosRef,
    createClient,
    events,
  };
}
