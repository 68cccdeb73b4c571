import { describe, expect, it } from '@jest/globals';
import { createAccount } from '../../lib/accounts/account.js';
import { AccountRegistry } from '../../lib/accounts/account-registry.js';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';
import { ManualClock } from '../support/manual-clock.js';
import { caught, settled } from '../support/promises.js';

/** A registry without a resolver, whose token requests are never answered. */
function createRegistry(options: AsposeAuthModuleOptions = {}) {
  const clock = new ManualClock();
  const transport = () => new Promise<never>(() => undefined);
  const settings = resolveSettings({ clientId: 'own', clientSecret: 's', ...options }, () => undefined);
  return new AccountRegistry(settings, {
    clock,
    createAccount: (one, fetching) => createAccount(one, { clock, transport, fetching }),
  });
}

const describeUnknown = (name: string, variables: string) =>
  `There is no account "${name}". Known accounts: default, reports. If the application names it, in the option accounts or by forFeature, set ${variables}, or its options in accounts. If callers name it, return it from accountResolver, and get it with accounts.get().`;

describe('F-6 an account that nobody has listed', () => {
  it.each([
    ['acme', 'ASPOSE_ACME_CLIENT_ID and ASPOSE_ACME_CLIENT_SECRET'],
    ['cloud', 'its credentials'], // ASPOSE_CLOUD_CLIENT_ID is a variable of the default account
  ])('such as %s is an error that says how to list it', (name, variables) => {
    const registry = createRegistry({ accounts: { reports: { clientId: 'r', clientSecret: 's' } } });
    const error = { code: 'ERR_ASPOSE_ACCOUNT', account: name, message: describeUnknown(name, variables) };
    expect(() => registry.get(name)).toThrow(expect.objectContaining(error));
    expect(() => registry.resolve(name)).toThrow(expect.objectContaining(error));
  });

  it('is not known any better after the application has named it in vain', () => {
    const registry = createRegistry({ accounts: { reports: { clientId: 'r', clientSecret: 's' } } });
    const message = describeUnknown('acme', 'ASPOSE_ACME_CLIENT_ID and ASPOSE_ACME_CLIENT_SECRET');
    for (let time = 0; time < 2; time += 1) {
      expect(() => registry.resolveListed('acme')).toThrow(expect.objectContaining({ message }));
    }
  });

  it.each([
    [7, 'number'],
    [null, 'object'],
    [['default'], 'object'],
  ])('because its name is %j, and no text, is an error that says so', (name, type) => {
    const message = `The name of an account must be text, and is ${type}.`;
    const expected = expect.objectContaining({ code: 'ERR_ASPOSE_ACCOUNT', message });
    expect(() => createRegistry().get(name as never)).toThrow(expected);
    expect(() => createRegistry().resolve(name as never)).toThrow(expected);
  });
});

describe('T-12 a caller that waits while its account is forgotten', () => {
  it('is told to call again', async () => {
    const registry = createRegistry();
    const waiting = caught(registry.get().tokens.getToken());
    await settled();
    registry.forget('default');
    const why = 'the account "default" was forgotten while the call waited; call again';
    expect(await waiting).toMatchObject({
      code: 'ERR_ASPOSE_ABORTED',
      account: 'default',
      message: `Stopped waiting for a token: ${why}.`,
    });
  });
});
