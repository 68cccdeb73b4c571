import { randomUUID } from 'node:crypto';
import type { AsposeStoredValue, AsposeTokenLease, AsposeTokenStore } from '../options/token-store.js';

/** Options of {@link RedisTokenStore}. */
export interface RedisTokenStoreOptions {
  /**
   * Prefix of every key.
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
   * Lifetime of a lease, in milliseconds. A process that dies while it fetches a token delays the others by at most this.
   *
   * @default 10_000
   */
  leaseMs?: number;
}

/** The part of an `ioredis` client that the store uses. A `Cluster` has it, too. */
export interface IoredisLike {
  call(command: string, ...values: string[]): Promise<unknown>;
}

/** The part of a client of the package `redis` that the store uses. */
export interface NodeRedisLike {
  sendCommand(command: string[]): Promise<unknown>;
}

/** A Redis client. The application creates, connects and closes it. */
export type RedisClient = IoredisLike | NodeRedisLike;

/** Both scripts do nothing unless the lease still belongs to the owner that runs them. */
const RELEASE_SCRIPT = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";
const RENEW_SCRIPT =
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
  readonly #command: RedisCommand;
  readonly #prefix: string;
  readonly #timeoutMs: number;
  readonly #leaseMs: number;

  /**
   * @param client A client of `ioredis` or `redis`. The application connects it, handles its errors and closes it.
   * @throws TypeError if the client is of another kind.
   */
  constructor(client: RedisClient, options: RedisTokenStoreOptions = {}) {
    this.#command = createRedisCommand(client);
    this.#prefix = options.prefix ?? 'aspose-auth:';
    this.#timeoutMs = options.timeoutMs ?? 250;
    this.#leaseMs = options.leaseMs ?? 10_000;
  }

  /**
   * Reads a value and its remaining lifetime.
   *
   * @returns The value, or `undefined` if there is none.
   * @throws Error if Redis fails, or does not respond within `timeoutMs`.
   */
  async get(key: string): Promise<AsposeStoredValue | undefined> {
    const name = this.#prefix + key;
    const response = Promise.all([this.#command('GET', name), this.#command('PTTL', name)]);
    const [value, ttlMs] = await this.#withTimeout(response);
    return value === null ? undefined : { value: value as string, ttlMs: Number(ttlMs) };
  }

  /**
   * Stores a value.
   *
   * @param ttlMs Lifetime of the value, in milliseconds.
   * @throws Error if Redis fails, or does not respond within `timeoutMs`.
   */
  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.#withTimeout(this.#command('SET', this.#prefix + key, value, 'PX', String(Math.ceil(ttlMs))));
  }

  /**
   * Acquires the right to fetch a token, for `leaseMs`.
   *
   * @returns The lease, or `undefined` if another process holds it.
   * @throws Error if Redis fails, or does not respond within `timeoutMs`.
   */
  async lease(key: string): Promise<AsposeTokenLease | undefined> {
    const name = this.#prefix + key;
    const ownerId = randomUUID(); // so that no process renews or releases the lease of another one
    const release = async () => {
      await this.#withTimeout(this.#command('EVAL', RELEASE_SCRIPT, '1', name, ownerId));
    };
    const acquiring = this.#command('SET', name, ownerId, 'NX', 'PX', String(this.#leaseMs));
    const acquired = await this.#withTimeout(acquiring).catch((error: unknown) => {
      // A late SET may still succeed, and would then delay others for nothing.
      acquiring.then(release).catch(() => undefined);
      throw error;
    });
    if (acquired === null) return undefined;
    const renew = async () => {
      const renewal = this.#command('EVAL', RENEW_SCRIPT, '1', name, ownerId, String(this.#leaseMs));
      return Number(await this.#withTimeout(renewal)) === 1;
    };
    return { ttlMs: this.#leaseMs, renew, release };
  }

  async #withTimeout<T>(response: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      const error = new Error(`Redis did not respond within ${this.#timeoutMs} ms (timeoutMs)`);
      timer = setTimeout(reject, this.#timeoutMs, error).unref();
    });
    response.catch(() => undefined); // a failure after the timeout must not become an unhandled rejection
    try {
      return await Promise.race([response, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}

type RedisCommand = (...words: [command: string, ...values: string[]]) => Promise<unknown>;

/**
 * Creates a function that sends commands, whichever package the client is from.
 *
 * @throws TypeError if the client is of another kind.
 */
function createRedisCommand(client: RedisClient): RedisCommand {
  if ('masters' in client) {
    throw new TypeError(
      'RedisTokenStore: createCluster() of redis is not supported, because its sendCommand has other parameters. Pass a Cluster of ioredis instead.',
    );
  }
  // ioredis has a sendCommand with other parameters, so its call is looked for first.
  if (isIoredis(client)) return (command, ...values) => client.call(command, ...values);
  if (isNodeRedis(client)) return (...words) => client.sendCommand(words);
  throw new TypeError(
    'RedisTokenStore: the client is neither one of ioredis (with a method call) nor one of redis (with a method sendCommand). Pass new Redis(url), or createClient({ url }) after connect().',
  );
}

function isIoredis(client: object): client is IoredisLike {
  return 'call' in client && typeof client.call === 'function';
}

function isNodeRedis(client: object): client is NodeRedisLike {
  return 'sendCommand' in client && typeof client.sendCommand === 'function';
}
