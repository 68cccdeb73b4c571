import type { Account } from '../accounts/account.js';
import { type AccountSources, AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { type AuthSettings, DEFAULT_ACCOUNT } from '../config/settings.js';
import { createAsposeClient } from '../http/aspose-client.js';
import { AsposeTokenService } from '../token/aspose-token.service.js';
import type { Clock } from '../token/clock.js';
import { TokenCycle } from '../token/token-cycle.js';
import type { SendTokenRequest } from '../token/token-endpoint.js';
import type { ScriptedApi } from './scripted-api.js';

const LIFE_S = 3_600;

/** A token endpoint that is asked by nobody but this process: the token, then the token with a number. */
export function scriptedTokens(token: string, account: string): SendTokenRequest {
  const first = account === DEFAULT_ACCOUNT ? token : `${token}-${account.replace(/[^\w.~+/-]/g, '_')}`;
  let granted = 0;
  return () => {
    granted += 1;
    const value = granted === 1 ? first : `${first}-${granted}`;
    const body = JSON.stringify({ access_token: value, token_type: 'Bearer', expires_in: LIFE_S });
    return Promise.resolve({ status: 200, headers: { 'content-type': 'application/json' }, body });
  };
}

/** The application's accounts, with the real token cycles; only what these would send stays here. */
export class ScriptedAccounts extends AsposeAccounts {
  readonly #scripted = new WeakMap<Account, Account>();
  readonly #token: string;
  readonly #clock: Clock;

  /** @param sources But for a store, which would be asked over the network. */
  constructor(
    settings: AuthSettings,
    clock: Clock,
    { accountResolver }: AccountSources,
    token: string,
    readonly api: ScriptedApi,
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
    const send = scriptedTokens(this.#token, settings.name);
    const cycle = new TokenCycle(settings, { clock: this.#clock, random: Math.random, send }, reporter);
    return { settings, cycle, tokens: new AsposeTokenService(cycle, reporter.events$), reporter };
  }
}
