import { randomUUID } from 'node:crypto';
import type { AsposeStoredValue, AsposeTokenLease, AsposeTokenStore } from '../options/token-store.js';

/** Options of {@link RedisTokenStore}. */
export interface RedisTokenStoreOptions {
  /** In front of every key. Default `'aspose-auth:'`. */
  prefix?: string;
  /** Longest wait for an answer of Redis, in milliseconds; after it calls go on without. Default 250. */
  timeoutMs?: number;
  /** Life of a lease, in milliseconds: a process that dies while it asks for a token delays others by at most this. Default 10 000. */
  leaseMs?: number;
}

/** Both only if the value is still the one of whoever runs it. */
const RELEASE_SCRIPT = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";
const RENEW_SCRIPT =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0";

/** Shares tokens through Redis: any number of processes ask for one token per life, and one per revocation. */
export class RedisTokenStore implements AsposeTokenStore {
  readonly #command: RedisCommand;
  readonly #prefix: string;
  readonly #timeoutMs: number;
  readonly #leaseMs: number;

  /**
   * @param client Of `ioredis` or `redis`; the application connects and closes it, and listens to its errors.
   * @throws TypeError for any other client.
   */
  constructor(client: RedisClient, options: RedisTokenStoreOptions = {}) {
    this.#command = createRedisCommand(client);
    this.#prefix = options.prefix ?? 'aspose-auth:';
    this.#timeoutMs = options.timeoutMs ?? 250;
    this.#leaseMs = options.leaseMs ?? 10_000;
  }

  async get(key: string): Promise<AsposeStoredValue | undefined> {
    const name = this.#prefix + key;
    const both = Promise.all([this.#command('GET', name), this.#command('PTTL', name)]);
    const [value, ttlMs] = await this.#patiently(both);
    return value === null ? undefined : { value: value as string, ttlMs: Number(ttlMs) };
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.#patiently(this.#command('SET', this.#prefix + key, value, 'PX', String(Math.ceil(ttlMs))));
  }

  async lease(key: string): Promise<AsposeTokenLease | undefined> {
    const name = this.#prefix + key;
    const fence = randomUUID(); // nobody else's lease is renewed or released by mistake
    const release = async () => {
      await this.#patiently(this.#command('EVAL', RELEASE_SCRIPT, '1', name, fence));
    };
    const taking = this.#command('SET', name, fence, 'NX', 'PX', String(this.#leaseMs));
    const taken = await this.#patiently(taking).catch((error: unknown) => {
      // What was only slow may still be done, and would hold others up for nothing.
      taking.then(release).catch(() => undefined);
      throw error;
    });
    if (taken === null) return undefined;
    const renew = async () =>
      Number(await this.#patiently(this.#command('EVAL', RENEW_SCRIPT, '1', name, fence, String(this.#leaseMs)))) === 1;
    return { ttlMs: this.#leaseMs, renew, release };
  }

  async #patiently<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`Redis has not answered within ${this.#timeoutMs} ms (timeoutMs)`);
      timer = setTimeout(reject, this.#timeoutMs, error).unref();
    });
    answer.catch(() => undefined); // it may fail when nobody waits for it any more
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What is used of an `ioredis` client, a cluster of it included. */
export interface IoredisLike {
  call(command: string, ...values: string[]): Promise<unknown>;
}

/** What is used of a client of the package `redis`. */
export interface NodeRedisLike {
  sendCommand(command: string[]): Promise<unknown>;
}

/** A client that the application has made, connects and closes. */
export type RedisClient = IoredisLike | NodeRedisLike;

export type RedisCommand = (...words: [command: string, ...values: string[]]) => Promise<unknown>;

/** `ioredis` has a `sendCommand`, too, of another kind: `call` is looked for first. */
const isIoredis = (client: object): client is IoredisLike => 'call' in client && typeof client.call === 'function';
const isNodeRedis = (client: object): client is NodeRedisLike =>
  'sendCommand' in client && typeof client.sendCommand === 'function';

/**
 * One way to send commands to either client.
 *
 * @throws TypeError for anything else.
 */
export function createRedisCommand(client: RedisClient): RedisCommand {
  if ('masters' in client) {
    throw new TypeError(
      'RedisTokenStore: createCluster() of redis sends commands in another way, which is not supported. Pass a Cluster of ioredis.',
    );
  }
  if (isIoredis(client)) return (command, ...values) => client.call(command, ...values);
  if (isNodeRedis(client)) return (...words) => client.sendCommand(words);
  throw new TypeError(
    'RedisTokenStore: the client is neither one of ioredis (with a method call) nor one of redis (with a method sendCommand). Pass new Redis(url), or createClient({ url }) after connect().',
  );
}
