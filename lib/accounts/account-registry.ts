import { AsposeAuthError } from '../errors.js';
import type { AccountResolver } from '../options/options.js';
import { type AccountSettings, type AuthSettings, DEFAULT_ACCOUNT } from '../options/settings.js';
import type { Account } from './account.js';
import { AccountCache } from './account-cache.js';

/** Creates the account for settings: the real one, or a fake one in tests. */
export type AccountFactory = (settings: AccountSettings) => Account;

/** The application's accounts by name. Internal: {@link AsposeAccounts} is its public face. */
export class AccountRegistry {
  /** Accounts of the options and the environment. They are never evicted. */
  readonly #configured = new Map<string, Account>();
  readonly #resolved: AccountCache;
  readonly #resolving = new Map<string, Promise<Account>>();

  constructor(
    private readonly settings: AuthSettings,
    private readonly createAccount: AccountFactory,
    private readonly accountResolver?: AccountResolver,
  ) {
    this.#resolved = new AccountCache(settings.maxAccounts);
  }

  /**
   * Returns an account that exists already.
   *
   * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` if there is none of that name.
   */
  get(name: string = DEFAULT_ACCOUNT): Account {
    const found = this.#find(name);
    if (found) return found;
    throw this.#createUnknownAccountError(name);
  }

  /**
   * Returns an account at once if it exists, otherwise asks `accountResolver`. Concurrent calls share one answer.
   *
   * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` if there is none of that name, or if `accountResolver` fails.
   */
  resolve(name: string = DEFAULT_ACCOUNT): Account | Promise<Account> {
    const found = this.#find(name);
    if (found) return found;
    const { accountResolver } = this;
    if (accountResolver === undefined) throw this.#createUnknownAccountError(name);
    const resolving = this.#resolving.get(name) ?? this.#askResolver(name, accountResolver);
    this.#resolving.set(name, resolving);
    return resolving;
  }

  /** Drops an account. Its callers get an error that says to call again. */
  forget(name: string): void {
    const account = this.#configured.get(name) ?? this.#resolved.get(name);
    account?.manager.close(`the account "${name}" was forgotten while the call waited; call again`);
    this.#configured.delete(name);
    this.#resolved.delete(name);
    this.#resolving.delete(name);
  }

  /** Ends token requests in flight. They would keep the process alive. */
  close(): void {
    for (const { manager } of [...this.#configured.values(), ...this.#resolved.values()]) manager.close();
  }

  #find(name: string): Account | undefined {
    const existing = this.#configured.get(name) ?? this.#resolved.get(name);
    if (existing) return existing;
    const settings = this.settings.accounts.get(name) ?? this.settings.fromVariables(name);
    if (settings === undefined) return undefined;
    const account = this.createAccount(settings);
    this.#configured.set(name, account);
    return account;
  }

  async #askResolver(name: string, accountResolver: AccountResolver): Promise<Account> {
    try {
      const options = await Promise.resolve(name)
        .then(accountResolver)
        .catch((cause: unknown) => {
          throw createResolverError(name, cause);
        });
      if (options === undefined || options === null) throw this.#createUnknownAccountError(name);
      const account = this.createAccount(this.settings.resolve(name, options));
      this.#resolved.put(name, account);
      return account;
    } finally {
      this.#resolving.delete(name);
    }
  }

  #createUnknownAccountError(name: string): AsposeAuthError {
    const known = [...this.settings.accounts.keys()].join(', ');
    const text = `There is no account "${name}". Known accounts: ${known}. Add it to the option accounts, or return it from accountResolver. Accounts that the resolver has answered for are available through accounts.get().`;
    return new AsposeAuthError('ERR_ASPOSE_ACCOUNT', text, { account: name });
  }
}

/** The message of what the resolver threw may hold what it was given, so it is only in `cause`. */
function createResolverError(name: string, cause: unknown): AsposeAuthError {
  const text = `accountResolver failed for account "${name}". What it threw is the cause of this error.`;
  return new AsposeAuthError('ERR_ASPOSE_ACCOUNT', text, { account: name, cause });
}
