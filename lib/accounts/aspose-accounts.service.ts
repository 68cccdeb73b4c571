import type { HttpService } from '@nestjs/axios';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type AuthSettings, DEFAULT_ACCOUNT } from '../config/settings.js';
import { AsposeAuthError } from '../errors.js';
import type { AsposeTokenService } from '../token/aspose-token.service.js';
import type { Clock } from '../token/clock.js';
import { type Account, openAccount } from './account.js';

/** An account as the application sees it. */
export interface AsposeAccount {
  readonly name: string;
  /** A client whose requests carry this account's token. */
  readonly client: HttpService;
  readonly tokens: AsposeTokenService;
}

/** The application's accounts by name, each with tokens of its own. */
@Injectable()
export class AsposeAccounts implements OnApplicationShutdown {
  readonly #open = new Map<string, Account>();
  readonly #clients = new Map<string, HttpService>();

  /** @internal Made by the module. */
  constructor(
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
    private readonly createClient: (accounts: AsposeAccounts, account: Account) => HttpService,
  ) {}

  /**
   * The account of that name, its client ready for the first call.
   *
   * @param name Default `'default'`.
   * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` where there is none.
   */
  // eslint-disable-next-line @typescript-eslint/require-await -- a promise already, so that accounts may come from elsewhere
  async get(name: string = DEFAULT_ACCOUNT): Promise<AsposeAccount> {
    const account = this.find(name);
    return { name, client: this.clientOf(account), tokens: account.tokens };
  }

  /** Drops what is known of an account: its next user starts with a new token. */
  forget(name: string): void {
    this.#open.get(name)?.cycle.close();
    this.#open.delete(name);
    this.#clients.delete(name);
  }

  /** @internal */
  find(name: string = DEFAULT_ACCOUNT): Account {
    const open = this.#open.get(name);
    if (open) return open;
    const settings = this.settings.accounts.get(name);
    if (settings === undefined) throw this.#unknown(name);
    const account = openAccount(settings, this.clock, Math.random);
    this.#open.set(name, account);
    return account;
  }

  /** @internal */
  clientOf(account: Account): HttpService {
    const { name } = account.settings;
    const client = this.#clients.get(name) ?? this.createClient(this, account);
    this.#clients.set(name, client);
    return client;
  }

  /** Requests for tokens that are under way would keep the process from ending. */
  onApplicationShutdown(): void {
    for (const { cycle } of this.#open.values()) cycle.close();
  }

  #unknown(name: string): AsposeAuthError {
    const known = [...this.settings.accounts.keys()].join(', ');
    const text = `There is no account "${name}"; there are: ${known}. Add it to the option accounts.`;
    return new AsposeAuthError('ERR_ASPOSE_ACCOUNT', text, { account: name });
  }
}
