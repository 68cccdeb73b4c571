import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { type AsposeAuthHealth, healthOf } from './health-of.js';
import { probe } from './probe.js';
import { reach } from './reach.js';

/** What a health check may ask for. */
export interface AsposeAuthHealthOptions {
  /** Account to look at. Default `'default'`. */
  account?: string;
  /**
   * True asks for a token, at most every 30 s, so that a new application proves its credentials and one that is down notices when
   * that is over. For readiness it should be true: who gets no calls would stay down. Default `false`: nothing is sent.
   */
  probe?: boolean;
}

/**
 * Health of an account's tokens, for `@nestjs/terminus` 11 and 12. A plain provider of a module that imports `TerminusModule`.
 *
 * @example
 * this.health.check([() => this.aspose.isHealthy('aspose', { probe: true })]);
 */
@Injectable()
export class AsposeAuthHealthIndicator {
  readonly #accounts: AsposeAccounts;
  readonly #health: HealthIndicatorService;

  constructor(
    @Inject(AsposeAccounts) accounts: AsposeAccounts,
    @Inject(HealthIndicatorService) health: HealthIndicatorService,
  ) {
    this.#accounts = accounts;
    this.#health = health;
  }

  /**
   * `up` while calls get a token or may yet get one, `down` where they do not; `degraded`, of which terminus 11 knows nothing and
   * says `up`, where they will not for long. Says no secrets, but what went wrong at the token endpoint. `down` too where
   * `accountResolver` fails, or has not answered within 5 s.
   *
   * @param key What the result is called.
   * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` where there is no such account.
   */
  async isHealthy<const Key extends string>(
    key: Key,
    options: AsposeAuthHealthOptions = {},
  ): Promise<HealthIndicatorResult<Key>> {
    const health = await this.#look(options);
    const session = this.#health.check(key);
    if (health.token === 'down') return session.down({ ...health });
    const isKnown = typeof (session as Partial<typeof session>).degraded === 'function';
    return health.token === 'degraded' && isKnown ? session.degraded({ ...health }) : session.up({ ...health });
  }

  async #look(options: AsposeAuthHealthOptions): Promise<AsposeAuthHealth> {
    const account = await reach(this.#accounts, options.account);
    if ('token' in account) return account;
    const { anonymous, name } = account.settings;
    if (anonymous) return { account: name, token: 'anonymous' };
    if (options.probe) await probe(account);
    return healthOf(account.tokens.state);
  }
}
