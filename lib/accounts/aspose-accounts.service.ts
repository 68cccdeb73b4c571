import type { HttpService } from '@nestjs/axios';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { AxiosAdapter } from 'axios';
import { AsposeAuthError } from '../errors.js';
import type { AccountResolver } from '../options/options.js';
import { type AccountSettings, type AuthSettings, DEFAULT_ACCOUNT } from '../options/settings.js';
import type { AsposeTokenStore } from '../options/token-store.js';
import type { AsposeTokenService } from '../token/aspose-token.service.js';
import type { Clock } from '../util/clock.js';
import { type Account, createAccount } from './account.js';
import { AccountCache } from './account-cache.js';

/** An account as the application sees it. */
export interface AsposeAccount {
  readonly name: string;
  /** A client whose requests carry this account's token. */
  readonly client: HttpService;
  readonly tokens: AsposeTokenService;
}

/** What accounts are found with, and share their tokens through. */
export interface AccountSources {
  readonly accountResolver?: AccountResolver | undefined;
  readonly store?: AsposeTokenStore | undefined;
  /** What carries the requests of their clients. Default: axios' own. */
  readonly adapter?: AxiosAdapter | undefined;
}

/** The application's accounts by name, each with tokens of its own. */
@Injectable()
export class AsposeAccounts implements OnApplicationShutdown {
  /** Those of the options and the environment; they stay. */
  readonly #open = new Map<string, Account>();
  readonly #resolved: AccountCache;
  readonly #asking = new Map<string, Promise<Account>>();
  readonly #clients = new WeakMap<Account, HttpService>();

  /** @internal Made by the module. */
  constructor(
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
    private readonly createClient: (accounts: AsposeAccounts, account: Account) => HttpService,
    /** @internal */ readonly sources: AccountSources = {},
  ) {
    this.#resolved = new AccountCache(settings.maxAccounts);
  }

  /**
   * The account of that name, its client ready for the first call: of `accounts`, of the environment, or of `accountResolver`.
   *
   * @param name Default `'default'`.
   * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` where there is none, or where `accountResolver` fails.
   */
  async get(name: string = DEFAULT_ACCOUNT): Promise<AsposeAccount> {
    const account = await this.reach(name);
    return { name, client: this.clientOf(account), tokens: account.tokens };
  }

  /** Drops what is known of an account: its next user starts with a new token, and `accountResolver` is asked again. */
  forget(name: string): void {
    const account = this.#open.get(name) ?? this.#resolved.get(name);
    account?.manager.close(`the account "${name}" was forgotten while the call waited; call again`);
    this.#open.delete(name);
    this.#resolved.delete(name);
    this.#asking.delete(name);
  }

  /** @internal The account, now or as soon as `accountResolver` has answered. */
  reach(name: string = DEFAULT_ACCOUNT): Account | Promise<Account> {
    const found = this.#lookUp(name);
    if (found) return found;
    const { accountResolver } = this.sources;
    if (accountResolver === undefined) throw createUnknownAccountError(name, this.settings);
    const asking = this.#asking.get(name) ?? this.#ask(name, accountResolver);
    this.#asking.set(name, asking);
    return asking;
  }

  /** @internal An account that is here already. */
  find(name: string = DEFAULT_ACCOUNT): Account {
    const found = this.#lookUp(name);
    if (found) return found;
    throw createUnknownAccountError(name, this.settings);
  }

  /** @internal */
  clientOf(account: Account): HttpService {
    const client = this.#clients.get(account) ?? this.createClient(this, account);
    this.#clients.set(account, client);
    return client;
  }

  /** Requests for tokens that are under way would keep the process from ending. */
  onApplicationShutdown(): void {
    for (const { manager } of [...this.#open.values(), ...this.#resolved.all()]) manager.close();
  }

  #lookUp(name: string): Account | undefined {
    const open = this.#open.get(name) ?? this.#resolved.get(name);
    if (open) return open;
    const settings = this.settings.accounts.get(name) ?? this.settings.fromVariables(name);
    if (settings === undefined) return undefined;
    const account = this.#openWith(settings);
    this.#open.set(name, account);
    return account;
  }

  async #ask(name: string, resolver: AccountResolver): Promise<Account> {
    try {
      const options = await Promise.resolve(name)
        .then(resolver)
        .catch((cause: unknown) => {
          throw createResolverError(name, cause);
        });
      if (options === undefined || options === null) throw createUnknownAccountError(name, this.settings);
      const account = this.#openWith(this.settings.resolve(name, options));
      this.#resolved.put(name, account);
      return account;
    } finally {
      this.#asking.delete(name);
    }
  }

  #openWith(settings: AccountSettings): Account {
    return createAccount(settings, this.clock, Math.random, this.sources.store);
  }
}

/** There is no such account. */
export function createUnknownAccountError(name: string, settings: AuthSettings): AsposeAuthError {
  const known = [...settings.accounts.keys()].join(', ');
  const text = `There is no account "${name}"; there are: ${known}. Add it to the option accounts, or let accountResolver answer for it; one that it has answered for before is had by accounts.get().`;
  return new AsposeAuthError('ERR_ASPOSE_ACCOUNT', text, { account: name });
}

/** The application's own function failed; its message may hold what it was given, so it is left to `cause`. */
export function createResolverError(name: string, cause: unknown): AsposeAuthError {
  const text = `accountResolver has failed for account "${name}"; what it threw is the cause of this error.`;
  return new AsposeAuthError('ERR_ASPOSE_ACCOUNT', text, { account: name, cause });
}
