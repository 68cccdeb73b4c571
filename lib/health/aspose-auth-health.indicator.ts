import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import type { Account } from '../accounts/account.js';
import { AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { AsposeAuthError } from '../errors.js';
import { DEFAULT_ACCOUNT } from '../options/settings.js';
import { TIMED_OUT, withTimeout } from '../util/abort.js';
import { systemClock } from '../util/clock.js';
import { type AsposeAuthHealth, toHealth } from './health-status.js';

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
    const account = await findAccount(this.#accounts, options.account);
    if ('token' in account) return account;
    const { anonymous, name } = account.settings;
    if (anonymous) return { account: name, token: 'anonymous' };
    if (options.probe) await probe(account);
    return toHealth(account.tokens.state);
  }
}

/** Health is asked for often; that must not become a load on the token endpoint. */
export const PROBE_INTERVAL_MS = 30_000;
/** A request that takes longer goes on, but the answer about health does not wait for it. */
export const PROBE_TIMEOUT_MS = 5_000;

interface Probe {
  readonly at: number;
  readonly done: Promise<void>;
}

/** By account, however many indicators ask. */
const probes = new WeakMap<object, Probe>();

/**
 * Asks for a token like any caller, at most every 30 s an account; who comes meanwhile waits for the same. Never fails.
 *
 * @param waitMs Longest wait in milliseconds.
 */
export function probe({ manager, tokens }: Account, waitMs = PROBE_TIMEOUT_MS): Promise<void> {
  const now = manager.now();
  const last = probes.get(manager);
  if (last && now - last.at < PROBE_INTERVAL_MS) return last.done;
  const nothing = () => undefined; // what came of it is in the account's state
  const done = tokens.getToken({ signal: AbortSignal.timeout(waitMs) }).then(nothing, nothing);
  probes.set(manager, { at: now, done });
  return done;
}

/** There is no such account; where `accountResolver` failed, the error has a cause. */
const isUnknownAccount = ({ code, cause }: AsposeAuthError) => code === 'ERR_ASPOSE_ACCOUNT' && cause === undefined;

/**
 * The account; or that it is down, where `accountResolver` fails, gives what cannot be used, or does not answer in time. An
 * exception would take the whole page of health with it.
 *
 * @param waitMs Longest wait in milliseconds.
 * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` where there is no such account.
 */
export async function findAccount(
  accounts: AsposeAccounts,
  name: string = DEFAULT_ACCOUNT,
  waitMs = PROBE_TIMEOUT_MS,
): Promise<Account | AsposeAuthHealth> {
  const down = (code: string, message: string) => ({ account: name, token: 'down' as const, code, message });
  try {
    return await withTimeout(systemClock(), waitMs, new AbortController().signal, async () => accounts.reach(name));
  } catch (error) {
    if (error === TIMED_OUT) return down('ERR_ASPOSE_ACCOUNT', `accountResolver has not answered within ${waitMs} ms.`);
    if (AsposeAuthError.is(error) && !isUnknownAccount(error)) return down(error.code, error.message);
    throw error;
  }
}
