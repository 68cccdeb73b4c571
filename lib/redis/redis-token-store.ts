import { randomUUID } from 'node:crypto';
import type { AsposeStoredValue, AsposeTokenLease, AsposeTokenStore } from '../options/token-store.js';
import { checkOptionNames, toOwnOptions } from '../options/validation.js';
import { createRedisCommands, type RedisClient, type RedisCommands } from './redis-commands.js';

/** Options of {@link RedisTokenStore}. */
export interface RedisTokenStoreOptions {
  /**
   * Prefix of every key. It follows the client's own `keyPrefix`, if there is one.
   *
   * @default 'aspose-auth:'
   */
  prefix?: string;
  /**
   * Maximum wait for a response of Redis, in milliseconds. After that, calls continue without the store.
   *
   * @default 250
   */
  timeoutMs?: number;
  /**
   * Duration of a lease, in milliseconds. A process that dies while it fetches a token delays the others by at most this.
   *
   * @default 3_000
   */
  leaseMs?: number;
}

/** A lease of this process, and when it is over, by the monotonic clock. */
interface Holding {
  until: number;
}

/**
 * Sets the remaining time of a key if it has this value. Zero deletes it.
 *
 * @returns 1 if the key had the value, 0 otherwise.
 */
const SET_TIME_SCRIPT =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0";

/**
 * Shares tokens through Redis: any number of processes send one token request per token lifetime, and one per revocation.
 * Values are encrypted before they reach the store. If Redis fails, each process fetches its own tokens.
 *
 * @example With ioredis
 * ```ts
 * const store = new RedisTokenStore(new Redis('redis://localhost:6379'));
 * const imports = [AsposeAuthModule.forRoot({ store })];
 * ```
 *
 * @example With redis
 * ```ts
 * const client = createClient({ url: 'redis://localhost:6379' });
 * client.on('error', (error) => console.error(error));
 * await client.connect();
 * const imports = [AsposeAuthModule.forRoot({ store: new RedisTokenStore(client) })];
 * ```
 *
 * @see {@link https://redis.io/docs/latest/commands/set/} for the lease, a key set with `NX` and `PX`
 */
export class RedisTokenStore implements AsposeTokenStore {
  readonly #commands: RedisCommands;
  readonly #prefix: string;
  readonly #timeoutMs: number;
  readonly #leaseMs: number;
  /** Value of this process' leases. It is always the same, so that the process recognizes a lease whose reply was lost. */
  readonly #ownerId = randomUUID();
  /** By name, the leases that callers of this store are acquiring or hold. */
  readonly #holdings = new Map<string, Holding>();

  /**
   * @param client A client of `ioredis`, `iovalkey`, `redis` or `@valkey/valkey-glide`; also a pool, cluster or sentinel. The
   * application connects it, handles its errors and closes it.
   * @throws TypeError if the client is of another kind, or an option is of another type.
   */
  constructor(client: RedisClient, options: RedisTokenStoreOptions = {}) {
    this.#commands = createRedisCommands(client);
    const problems: string[] = [];
    const own = toOwnOptions(options, 'RedisTokenStore: options.', problems);
    checkOptionNames(own, 'RedisTokenStore: ', problems, ['prefix', 'timeoutMs', 'leaseMs']);
    if (problems.length > 0) throw new TypeError(problems.join('. '));
    const { prefix = 'aspose-auth:', timeoutMs = 250, leaseMs = 3_000 } = own;
    if (typeof prefix !== 'string') throw new TypeError('RedisTokenStore: prefix is no string.');
    this.#prefix = prefix;
    this.#timeoutMs = checkDuration('timeoutMs', timeoutMs);
    this.#leaseMs = checkDuration('leaseMs', leaseMs);
  }

  /**
   * Reads a value and its remaining time, in one round trip.
   *
   * @returns The value, or `undefined` if there is none, or one of another type, which `set` replaces.
   * @throws Error if Redis fails, or does not respond within `timeoutMs`.
   */
  async get(key: string): Promise<AsposeStoredValue | undefined> {
    return await this.#withTimeout(this.#commands.read(this.#prefix + key).catch(ignoreOtherType));
  }

  /**
   * Stores a value.
   *
   * @param ttlMs Lifetime of the value, in milliseconds.
   * @throws Error if Redis fails, or does not respond within `timeoutMs`. The value may be stored later nevertheless.
   */
  async set(key: string, value: string, ttlMs: number): Promise<void> {
    const name = this.#prefix + key;
    const startedAt = performance.now();
    await this.#setUnlessLate(this.#commands.set(name, value, ttlMs), () => {
      // A client that is offline sends it after that, perhaps minutes later, and the lifetime begins anew.
      const delayMs = performance.now() - startedAt;
      return this.#setTime(name, value, Math.max(0, Math.ceil(ttlMs - delayMs)));
    });
  }

  /**
   * Acquires the right to fetch a token, for `leaseMs`.
   *
   * @returns The lease, or `undefined` if another process holds it, or another caller of this store.
   * @throws Error if Redis fails, or does not respond within `timeoutMs`.
   */
  async lease(key: string): Promise<AsposeTokenLease | undefined> {
    const name = this.#prefix + key;
    if (this.#isHeldHere(name)) return undefined;
    const holding: Holding = { until: Number.POSITIVE_INFINITY };
    this.#holdings.set(name, holding);
    const sentAt = performance.now();
    let isAcquired = false;
    try {
      isAcquired = await this.#acquire(name);
    } finally {
      if (isAcquired) holding.until = sentAt + this.#leaseMs;
      else this.#holdings.delete(name);
    }
    return isAcquired ? this.#createLease(name, holding) : undefined;
  }

  /** F-2. The lease is acquired, too, if Redis holds it for this process already: the reply to an earlier `SET` was lost. */
  async #acquire(name: string): Promise<boolean> {
    const setting = this.#commands.set(name, this.#ownerId, this.#leaseMs, 'NX');
    // The caller of a late one has continued without it, and others would wait for it.
    const giveBack = async () => this.#isHeldHere(name) || (await this.#setTime(name, this.#ownerId, 0));
    if (await this.#setUnlessLate(setting, giveBack)) return true;
    const holder = await this.#withTimeout(this.#commands.read(name));
    return holder?.value === this.#ownerId && (await this.#setTime(name, this.#ownerId, this.#leaseMs));
  }

  /** @param correct Called if the value is stored after the timeout. */
  async #setUnlessLate(setting: Promise<boolean>, correct: () => Promise<unknown>): Promise<boolean> {
    return await this.#withTimeout(setting).catch((error: unknown) => {
      setting.then((wasSet) => wasSet && correct()).catch(() => undefined);
      throw error;
    });
  }

  #createLease(name: string, holding: Holding): AsposeTokenLease {
    // All leases of this process have the same value. If this one is over, another caller may have acquired the next.
    const isCurrent = () => this.#holdings.get(name) === holding;
    const renew = async () => {
      const sentAt = performance.now();
      const isOurs = isCurrent() && (await this.#setTime(name, this.#ownerId, this.#leaseMs));
      if (isOurs) holding.until = sentAt + this.#leaseMs;
      return isOurs && isCurrent();
    };
    const release = async () => {
      if (!isCurrent()) return;
      // Until Redis has replied, no other caller acquires it: this command would delete that lease, too.
      await this.#setTime(name, this.#ownerId, 0).finally(() => isCurrent() && this.#holdings.delete(name));
    };
    return { ttlMs: this.#leaseMs, renew, release };
  }

  /**
   * Sets the remaining time of a key with this value; 0 deletes it. Without the right to run scripts, this takes two commands:
   * only if the key lasts so long that no other process can set it between them. Otherwise it is left to expire.
   *
   * @returns False if the key has another value, or none, or is left to expire.
   */
  async #setTime(name: string, value: string, ttlMs: number): Promise<boolean> {
    try {
      return (await this.#withTimeout(this.#commands.eval(SET_TIME_SCRIPT, name, value, String(ttlMs)))) === 1;
    } catch (error) {
      if (error instanceof RedisTimeoutError) throw error;
      const found = await this.#withTimeout(this.#commands.read(name));
      if (found?.value !== value || found.ttlMs <= this.#timeoutMs) return false;
      return await this.#withTimeout(this.#commands.set(name, value, Math.max(ttlMs, 1), 'XX'));
    }
  }

  #isHeldHere(name: string): boolean {
    return (this.#holdings.get(name)?.until ?? 0) > performance.now();
  }

  async #withTimeout<T>(response: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new RedisTimeoutError(this.#timeoutMs)), this.#timeoutMs).unref();
    });
    try {
      return await Promise.race([response, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Redis replies `WRONGTYPE` to a `GET` of a list. Pipelines of `redis` report it in `replies`. */
function ignoreOtherType(error: unknown): undefined {
  const { replies = [] } = Object(error) as { replies?: readonly unknown[] };
  if (![error, ...replies].some((one) => /WRONGTYPE/.test(String(one)))) throw error;
}

class RedisTimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`Redis did not respond within ${timeoutMs} ms (timeoutMs)`);
  }
}

/** Longest delay of a timer. */
const MAX_DURATION_MS = 2 ** 31 - 1;

function checkDuration(option: string, ms: unknown): number {
  if (Number.isInteger(ms) && Number(ms) > 0 && Number(ms) <= MAX_DURATION_MS) return Number(ms);
  throw new TypeError(`RedisTokenStore: ${option} is no whole number of milliseconds above zero.`);
}
