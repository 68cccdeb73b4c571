import type { Account } from '../accounts/account.js';
import { type AccountSources, AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { createAsposeClient } from '../http/aspose-client.js';
import type { ReadVariable } from '../options/environment.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from '../options/options.js';
import { resolveSettings } from '../options/resolve-options.js';
import { type AccountSettings, type AuthSettings, createSecretSource, DEFAULT_ACCOUNT } from '../options/settings.js';
import { AsposeTokenService } from '../token/aspose-token.service.js';
import type { TokenTransport } from '../token/token-endpoint.js';
import { TokenManager } from '../token/token-manager.js';
import type { Clock } from '../util/clock.js';
import type { FakeApi } from './fake-api.js';

const LIFETIME_S = 3_600;

/** A token endpoint that is asked by nobody but this process: the token, then the token with a number. */
export function createFakeTokenTransport(token: string, account: string): TokenTransport {
  const first = account === DEFAULT_ACCOUNT ? token : `${token}-${account.replace(/[^\w.~+/-]/g, '_')}`;
  let granted = 0;
  return () => {
    granted += 1;
    const value = granted === 1 ? first : `${first}-${granted}`;
    const body = JSON.stringify({ access_token: value, token_type: 'Bearer', expires_in: LIFETIME_S });
    return Promise.resolve({ status: 200, headers: { 'content-type': 'application/json' }, body });
  };
}

/** The application's accounts, with the real token cycles; only what these would send stays here. */
export class FakeAccounts extends AsposeAccounts {
  readonly #scripted = new WeakMap<Account, Account>();
  readonly #token: string;
  readonly #clock: Clock;

  /** @param sources But for a store, which would be asked over the network. */
  constructor(
    settings: AuthSettings,
    clock: Clock,
    { accountResolver }: AccountSources,
    token: string,
    readonly api: FakeApi,
  ) {
    super(settings, clock, createAsposeClient, { accountResolver });
    this.#token = token;
    this.#clock = clock;
  }

  override find(name?: string): Account {
    return this.#scriptedFor(super.find(name));
  }

  override reach(name?: string): Account | Promise<Account> {
    const reached = super.reach(name);
    return reached instanceof Promise ? reached.then((real) => this.#scriptedFor(real)) : this.#scriptedFor(reached);
  }

  #scriptedFor(real: Account): Account {
    const scripted = this.#scripted.get(real) ?? this.#script(real);
    this.#scripted.set(real, scripted);
    return scripted;
  }

  #script({ settings, reporter }: Account): Account {
    const send = createFakeTokenTransport(this.#token, settings.name);
    const manager = new TokenManager(settings, { clock: this.#clock, random: Math.random, send }, reporter);
    return { settings, manager, tokens: new AsposeTokenService(manager, reporter.events$), reporter };
  }
}

const CREDENTIALS = { clientId: 'test-client', clientSecret: 'test-secret' };

/** Nobody is asked for a secret, or shown one, in a test. */
function withCredentials<T extends AsposeAccountOptions>(account: T): T {
  return { ...account, ...CREDENTIALS, clientId: account.clientId ?? CREDENTIALS.clientId };
}

function toOffline(account: AccountSettings, api: FakeApi): AccountSettings {
  const secret = createSecretSource(CREDENTIALS.clientSecret, 'clientSecret');
  return { ...account, secret, clientAuthentication: 'post', http: { adapter: api.adapter, ...account.http } };
}

/**
 * Settings as the application has them, but for what would reach out: credentials, and how requests are sent.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` for what is wrong with the rest.
 */
export function createFakeSettings(options: AsposeAuthModuleOptions, read: ReadVariable, api: FakeApi): AuthSettings {
  const named = Object.entries(options.accounts ?? {}).map(([name, account]) => [name, withCredentials(account)]);
  const accounts = Object.fromEntries(named) as AsposeAuthModuleOptions['accounts'];
  const settings = resolveSettings({ ...withCredentials(options), accounts }, read);
  const all = [...settings.accounts].map(([name, account]) => [name, toOffline(account, api)] as const);
  return {
    ...settings,
    accounts: new Map(all),
    resolve: (name, account) => toOffline(settings.resolve(name, withCredentials(account)), api),
    fromVariables: (name) => {
      const account = settings.fromVariables(name);
      return account && toOffline(account, api);
    },
  };
}
