import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import type { Account } from '../accounts/account.js';
import type { AccountRegistry } from '../accounts/account-registry.js';
import { ASPOSE_AUTH_REGISTRY } from '../aspose-auth.decorators.js';
import { AsposeAuthError } from '../errors.js';
import { DEFAULT_ACCOUNT } from '../options/settings.js';
import { TIMED_OUT, withTimeout } from '../util/abort.js';
import { systemClock } from '../util/clock.js';
import { type AsposeAuthHealth, toHealth } from './health-status.js';

/** Options of {@link AsposeAuthHealthIndicator.isHealthy}. */
export interface AsposeAuthHealthOptions {
  /**
   * Name of the account to check.
   *
   * @default 'default'
   */
  account?: string;
  /**
   * If true, requests a token as part of the check, at most once every 30 s. Use it for readiness probes: an instance that
   * receives no traffic would otherwise never recover.
   *
   * @default false
   */
  probe?: boolean;
}

/**
 * Reports the health of an account's tokens to `@nestjs/terminus` 11 and 12. Add it to the providers of a module that imports
 * `TerminusModule`.
 *
 * @example
 * ```ts
 * export class HealthController {
 *   constructor(
 *     private readonly health: HealthCheckService,
 *     private readonly aspose: AsposeAuthHealthIndicator,
 *   ) {}
 *
 *   check() {
 *     return this.health.check([() => this.aspose.isHealthy('aspose', { probe: true })]);
 *   }
 * }
 * ```
 *
 * @see {@link https://docs.nestjs.com/recipes/terminus}
 */
@Injectable()
export class AsposeAuthHealthIndicator {
  readonly #registry: AccountRegistry;
  readonly #health: HealthIndicatorService;

  /** @internal Created by Nest. */
  constructor(
    @Inject(ASPOSE_AUTH_REGISTRY) registry: AccountRegistry,
    @Inject(HealthIndicatorService) health: HealthIndicatorService,
  ) {
    this.#registry = registry;
    this.#health = health;
  }

  /**
   * Checks the tokens of an account, without a request unless `probe` is true.
   *
   * The status is `up` if calls get a token, or if nothing is known to prevent it; `degraded` if the token is about to expire
   * and cannot be refreshed (terminus 11 has no such status and shows `up`); `down` if calls fail. It is also `down` if
   * `accountResolver` fails, or does not respond within 5 s.
   *
   * @param key Name of the result.
   * @returns The status with the details of {@link AsposeAuthHealth}.
   * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` if there is no such account.
   *
   * @example
   * ```ts
   * const result = await indicator.isHealthy('aspose-reports', { account: 'reports', probe: true });
   * ```
   */
  async isHealthy<const Key extends string>(
    key: Key,
    options: AsposeAuthHealthOptions = {},
  ): Promise<HealthIndicatorResult<Key>> {
    const health = await this.#getHealth(options);
    const session = this.#health.check(key);
    if (health.token === 'down') return session.down({ ...health });
    const hasDegraded = typeof (session as Partial<typeof session>).degraded === 'function';
    return health.token === 'degraded' && hasDegraded ? session.degraded({ ...health }) : session.up({ ...health });
  }

  async #getHealth(options: AsposeAuthHealthOptions): Promise<AsposeAuthHealth> {
    const account = await findAccount(this.#registry, options.account);
    if ('token' in account) return account;
    const { anonymous, name } = account.settings;
    if (anonymous) return { account: name, token: 'anonymous' };
    if (options.probe) await probe(account);
    return toHealth(account.tokens.state);
  }
}

/** Health checks run often and must not put load on the token endpoint. */
export const PROBE_INTERVAL_MS = 30_000;
/** A health check waits no longer than this. The token request continues in the background. */
export const PROBE_TIMEOUT_MS = 5_000;

interface Probe {
  readonly at: number;
  readonly done: Promise<void>;
}

/** The last probe of each account, shared by all indicators. */
const probes = new WeakMap<object, Probe>();

/**
 * Requests a token as any caller does, at most once per account and interval. Concurrent checks share one probe. Never rejects.
 *
 * @param timeoutMs Maximum wait in milliseconds.
 */
export function probe({ manager, tokens }: Account, timeoutMs = PROBE_TIMEOUT_MS): Promise<void> {
  const now = manager.now();
  const last = probes.get(manager);
  if (last && now - last.at < PROBE_INTERVAL_MS) return last.done;
  const ignore = () => undefined; // the account's state has the result
  const done = tokens.getToken({ signal: AbortSignal.timeout(timeoutMs) }).then(ignore, ignore);
  probes.set(manager, { at: now, done });
  return done;
}

/**
 * Finds an account. If `accountResolver` fails, returns unusable options or does not respond in time, the result is the health
 * `down`: an exception would fail the whole health page.
 *
 * @param timeoutMs Maximum wait in milliseconds.
 * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` if there is no such account.
 */
export async function findAccount(
  registry: AccountRegistry,
  name: string = DEFAULT_ACCOUNT,
  timeoutMs = PROBE_TIMEOUT_MS,
): Promise<Account | AsposeAuthHealth> {
  const down = (code: string, message: string) => ({ account: name, token: 'down' as const, code, message });
  try {
    return await withTimeout(systemClock(), timeoutMs, () => registry.resolve(name));
  } catch (error) {
    if (error === TIMED_OUT) {
      return down('ERR_ASPOSE_ACCOUNT', `accountResolver did not respond within ${timeoutMs} ms.`);
    }
    if (AsposeAuthError.is(error) && !isUnknownAccount(error)) return down(error.code, error.message);
    throw error;
  }
}

/** If `accountResolver` failed, the error has a cause; if there is no such account, it has none. */
function isUnknownAccount({ code, cause }: AsposeAuthError): boolean {
  return code === 'ERR_ASPOSE_ACCOUNT' && cause === undefined;
}
