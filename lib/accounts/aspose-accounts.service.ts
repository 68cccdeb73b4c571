import type { HttpService } from '@nestjs/axios';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { AsposeTokenService } from '../token/aspose-token.service.js';
import type { Account } from './account.js';
import type { AccountRegistry } from './account-registry.js';

/** An account as the application uses it. */
export interface AsposeAccount {
  readonly name: string;
  /** A client whose requests carry this account's token. */
  readonly client: HttpService;
  readonly tokens: AsposeTokenService;
}

/**
 * The application's accounts by name, each with its own tokens and client.
 *
 * @example
 * constructor(private readonly accounts: AsposeAccounts) {}
 *
 * async files(tenant: string) {
 *   const { client } = await this.accounts.get(tenant);
 *   return client.get('/v4.0/words/storage/folder/');
 * }
 */
@Injectable()
export class AsposeAccounts implements OnApplicationShutdown {
  readonly #registry: AccountRegistry;
  readonly #createClient: (account: Account) => HttpService;
  readonly #clients = new WeakMap<Account, HttpService>();

  /** @internal Created by the module. */
  constructor(registry: AccountRegistry, createClient: (account: Account) => HttpService) {
    this.#registry = registry;
    this.#createClient = createClient;
  }

  /**
   * Returns the account of that name: one that the application has listed in `accounts` or by `forFeature`, or one of
   * `accountResolver`. The environment defines accounts only if they are listed: `accounts: { reports: {} }`.
   *
   * @param name Default `'default'`.
   * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` if there is none, or if `accountResolver` fails.
   */
  async get(name?: string): Promise<AsposeAccount> {
    const account = await this.#registry.resolve(name);
    const client = this.#clients.get(account) ?? this.#createClient(account);
    this.#clients.set(account, client);
    return { name: account.settings.name, client, tokens: account.tokens };
  }

  /**
   * Drops an account and its token. Its next use asks `accountResolver` again, or creates a listed account anew. What is known of
   * rejected credentials stays, and so does a token in a store. Clients and token services that code still holds keep the old
   * credentials, and so do calls under way.
   */
  forget(name: string): void {
    this.#registry.forget(name);
  }

  /** Ends token requests in flight. Called by Nest. */
  onApplicationShutdown(): void {
    this.#registry.close();
  }
}
