import { AsposeAccounts } from '../../lib/accounts/aspose-accounts.service.js';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import { AsposeAuthorizer } from '../../lib/http/aspose-authorizer.service.js';
import { createAsposeClient } from '../../lib/http/aspose-client.js';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';
import { systemClock } from '../../lib/util/clock.js';

/** Creates the parts of the package as the module does, without Nest. */
export function authorized(options: AsposeAuthModuleOptions) {
  const settings = resolveSettings(options, () => undefined);
  const accounts = new AsposeAccounts(settings, systemClock(), createAsposeClient, options);
  const account = accounts.find();
  const events: AsposeAuthEvent[] = [];
  account.reporter.events$.subscribe((event) => events.push(event));
  return {
    accounts,
    account,
    tokens: account.tokens,
    authorizer: new AsposeAuthorizer(accounts),
    axios: accounts.clientOf(account).axiosRef,
    events,
  };
}
