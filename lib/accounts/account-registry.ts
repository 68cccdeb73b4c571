import { AsposeAuthError } from '../errors.js';
import { createAccountVariables } from '../options/environment.js';
import type { AccountResolver, AsposeAccountOptions } from '../options/options.js';
import { type AccountSettings, type AuthSettings, DEFAULT_ACCOUNT } from '../options/settings.js';
import { createAbortedError } from '../token/token-errors.js';
import type { TokenManager } from '../token/token-manager.js';
import { TIMED_OUT, withTimeout } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import type { Account } from './account.js';
import { AccountCache } from './account-cache.js';

/** What an {@link AccountRegistry} needs from outside. */
export interface RegistryDependencies {
  readonly clock: Clock;
  /** Creates the account for settings: the real one, or a fake one in tests. */
  readonly createAccount: (settings: AccountSettings, fetching: Set<TokenManager>) => Account;
  readonly accountResolver?: AccountResolver | undefined;
}

/**
 * The application's accounts by name (F-6). Internal: {@link AsposeAccounts} is its public face.
 *
 * 1. Accounts that the application has listed, in `accounts` or by `forFeature`, come from options and environment, and stay.
 * 2. Any other name goes to `accountResolver`, exactly as it is. Its accounts are cached, the most recently used ones.
 * 3. The newest answer of the resolver wins: one that was asked before `forget()` does not become the account.
 */
export class AccountRegistry {
  /** Settings of the accounts that the application has listed. */
  readonly #listedSettings: Map<string, AccountSettings>;
  readonly #listed = new Map<string, Account>();
  readonly #resolved: AccountCache;
  readonly #resolving = new Map<string, Promise<Account>>();
  /** Managers that are fetching a token, also those of evicted and forgotten accounts, whose clients may still be in use. */
  readonly #fetching = new Set<TokenManager>();
  readonly #closing = new AbortController();

  constructor(
    private readonly settings: AuthSettings,
    private readonly dependencies: RegistryDependencies,
  ) {
    this.#listedSettings = new Map(settings.accounts);
    this.#resolved = new AccountCache(settings.maxAccounts, ({ reporter }) => reporter.complete());
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
   * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` if there is none of that name, or if `accountResolver` fails or does not answer
   *   within `tokenDeadlineMs`.
   */
  resolve(name: string = DEFAULT_ACCOUNT): Account | Promise<Account> {
    const found = this.#find(name);
    if (found) return found;
    const { accountResolver } = this.dependencies;
    if (accountResolver === undefined) throw this.#createUnknownAccountError(name);
    return this.#resolving.get(name) ?? this.#startResolving(name, accountResolver);
  }

  /** As `resolve`, for a name that the application itself has written: it may also be defined by the environment. */
  resolveListed(name: string = DEFAULT_ACCOUNT): Account | Promise<Account> {
    const settings = this.#listedSettings.get(name) ?? this.settings.fromVariables(name);
    if (settings) this.#listedSettings.set(name, settings);
    return this.resolve(name);
  }

  /** Drops an account. Its callers get an error that says to call again. */
  forget(name: string): void {
    // Both, if callers named it before the application did.
    for (const account of [this.#listed.get(name), this.#resolved.get(name)]) {
      account?.manager.close(`the account "${name}" was forgotten while the call waited; call again`);
      account?.reporter.complete();
    }
    this.#listed.delete(name);
    this.#resolved.delete(name);
    this.#resolving.delete(name);
  }

  /** Ends token requests in flight and all waits for `accountResolver`. Either would keep the process alive. */
  close(): void {
    this.#closing.abort();
    for (const manager of this.#fetching) manager.close();
    for (const { reporter } of [...this.#listed.values(), ...this.#resolved.values()]) reporter.complete();
  }

  #find(name: string): Account | undefined {
    if (typeof (name as unknown) !== 'string') {
      throw new AsposeAuthError('ERR_ASPOSE_ACCOUNT', `The name of an account must be text, and is ${typeof name}.`);
    }
    const existing = this.#listed.get(name);
    if (existing) return existing;
    const settings = this.#listedSettings.get(name);
    if (settings === undefined) return this.#resolved.get(name);
    const account = this.dependencies.createAccount(settings, this.#fetching);
    this.#listed.set(name, account);
    return account;
  }

  #startResolving(name: string, accountResolver: AccountResolver): Promise<Account> {
    const resolving = this.#askResolver(name, accountResolver).then(
      (options) => {
        if (this.#resolving.get(name) !== resolving) return this.resolve(name); // it was forgotten meanwhile
        this.#resolving.delete(name);
        const account = this.dependencies.createAccount(this.settings.resolve(name, options), this.#fetching);
        this.#resolved.put(name, account);
        return account;
      },
      (error: unknown) => {
        if (this.#resolving.get(name) === resolving) this.#resolving.delete(name);
        throw error;
      },
    );
    this.#resolving.set(name, resolving);
    return resolving;
  }

  async #askResolver(name: string, accountResolver: AccountResolver): Promise<AsposeAccountOptions> {
    const { tokenDeadlineMs } = this.settings.accounts.get(DEFAULT_ACCOUNT)!;
    const { signal } = this.#closing;
    let options: AsposeAccountOptions | undefined | null;
    try {
      options = await withTimeout(this.dependencies.clock, tokenDeadlineMs, () => accountResolver(name), signal);
    } catch (cause) {
      if (signal.aborted) throw createAbortedError(name, 'the application is closing');
      if (cause !== TIMED_OUT)
        throw createResolverError(name, 'failed. What it threw is the cause of this error', cause);
      throw createResolverError(name, `did not answer within ${tokenDeadlineMs} ms (tokenDeadlineMs)`);
    }
    if (options === undefined || options === null) throw this.#createUnknownAccountError(name);
    return options;
  }

  #createUnknownAccountError(name: string): AsposeAuthError {
    const known = [...this.#listedSettings.keys()].join(', ');
    const { getName } = createAccountVariables(name, () => undefined);
    const names = ['ASPOSE_CLIENT_ID', 'ASPOSE_CLIENT_SECRET'].flatMap((variable) => getName(variable) ?? []);
    const variables = names.join(' and ') || 'its credentials';
    const resolver = this.dependencies.accountResolver ? ' accountResolver returned nothing for it.' : '';
    const text = `There is no account "${name}".${resolver} Known accounts: ${known}. If the application names it, in the option accounts or by forFeature, set ${variables}, or its options in accounts. If callers name it, return it from accountResolver, and get it with accounts.get().`;
    return new AsposeAuthError('ERR_ASPOSE_ACCOUNT', text, { account: name });
  }
}

/** The message of what the resolver threw may hold what it was given, so it is only in `cause`. */
function createResolverError(name: string, what: string, cause?: unknown): AsposeAuthError {
  return new AsposeAuthError('ERR_ASPOSE_ACCOUNT', `accountResolver for account "${name}" ${what}.`, {
    account: name,
    cause,
  });
}
