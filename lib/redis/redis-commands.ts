/** The part of a client of `ioredis` or `iovalkey` that the store uses. A `Cluster` has it, too. */
export interface IoredisLike {
  call(command: string, ...values: string[]): Promise<unknown>;
}

/** The part of a client of `@valkey/valkey-glide` that the store uses. */
export interface GlideLike {
  customCommand(command: string[]): Promise<unknown>;
}

/** The part of a client of the package `redis` that the store uses. Pools, clusters and sentinels have it, too. */
export interface NodeRedisLike {
  set(
    key: string,
    value: string,
    options: { PX: number } | { PX: number; NX: true } | { PX: number; XX: true },
  ): Promise<unknown>;
  pTTL(key: string): Promise<unknown>;
  /** Creates a pipeline. */
  multi(): unknown;
  connect(): Promise<unknown>;
}

/** A Redis client. The application creates, connects and closes it. */
export type RedisClient = IoredisLike | GlideLike | NodeRedisLike;

/** The commands that the store needs. Each is one round trip, and never throws synchronously. */
export interface RedisCommands {
  /** The value and its remaining time; `undefined` if there is no such key, or it never expires. */
  read(key: string): Promise<{ value: string; ttlMs: number } | undefined>;
  /** Stores a value always, or only if the key is absent (`NX`) or present (`XX`). Resolves to false if it was not stored. */
  set(key: string, value: string, ttlMs: number, condition?: 'NX' | 'XX'): Promise<boolean>;
  /** Runs a script on one key, and resolves to its result, a number. */
  eval(script: string, key: string, ...values: string[]): Promise<number>;
}

/**
 * Creates the commands of a client. Its kind is recognized by its methods, so that any version and any copy of a package works.
 * Commands go through those methods that apply the client's own `keyPrefix`.
 *
 * @throws TypeError if the client is of no supported kind.
 */
export function createRedisCommands(client: RedisClient): RedisCommands {
  const commands = toSender(client);
  return {
    async read(key) {
      // The time first: if the value is replaced in between, its time is too short, but never too long.
      const [ttl, value] = await commands.read(key);
      const ttlMs = parseNumber('PTTL', ttl);
      const text = value === null ? undefined : parseText('GET', value);
      return text === undefined || ttlMs <= 0 ? undefined : { value: text, ttlMs };
    },
    async set(key, value, ttlMs, condition) {
      const reply = await commands.set(key, value, Math.ceil(ttlMs), condition);
      if (reply === null) return false;
      if (parseText('SET', reply) !== 'OK') throw unexpectedReply('SET', reply);
      return true;
    },
    async eval(script, key, ...values) {
      return parseNumber('EVAL', await commands.eval(script, key, values));
    },
  };
}

/** Sends commands by the methods of one kind of client, and returns its replies as they are. */
interface Sender {
  read(key: string): Promise<readonly unknown[]>;
  set(key: string, value: string, ttlMs: number, condition?: 'NX' | 'XX'): Promise<unknown>;
  eval(script: string, key: string, values: string[]): Promise<unknown>;
}

function toSender(client: RedisClient): Sender {
  if (isObject(client) && !isLegacyMode(client)) {
    if (hasMethods<IoredisLike>(client, 'call')) return createWordSender((...words) => client.call(...words));
    if (hasMethods<GlideLike>(client, 'customCommand'))
      return createWordSender((...words) => client.customCommand(words));
    // What legacy() and multi() return has no connect().
    if (hasMethods<NodeRedisLike>(client, 'set', 'pTTL', 'multi', 'connect')) return createNodeRedisSender(client);
  }
  throw new TypeError(
    `RedisTokenStore: the client is ${describe(client)}. Pass a client of ioredis, iovalkey, redis (version 4 or later) or @valkey/valkey-glide, such as new Redis(url), or createClient({ url }) without legacyMode.`,
  );
}

/**
 * For clients that take a command as words. Commands sent at once share a round trip. Names are in lower case: otherwise ioredis
 * does not know which words are keys, and leaves out its `keyPrefix`.
 */
function createWordSender(send: (...words: [name: string, ...values: string[]]) => Promise<unknown>): Sender {
  const run = async (...words: Parameters<typeof send>) => expectReply(send(...words));
  return {
    read: (key) => Promise.all([run('pttl', key), run('get', key)]),
    set: (key, value, ttlMs, condition) =>
      run('set', key, value, 'PX', String(ttlMs), ...(condition ? [condition] : [])),
    eval: (script, key, values) => run('eval', script, '1', key, ...values),
  };
}

/** For the package `redis`, whose `sendCommand` has other parameters in each kind of client, and ignores `keyPrefix`. */
function createNodeRedisSender(client: NodeRedisLike): Sender {
  return {
    // A pipeline: a sentinel would send the second command after the reply to the first, a pool through another connection.
    read: async (key) => runPipeline(client, ['pTTL', key], ['get', key]),
    set: async (key, value, ttlMs, condition) => {
      const options = { PX: ttlMs, ...(condition && { [condition]: true }) };
      return expectReply(client.set(key, value, options));
    },
    async eval(script, key, values) {
      // The cluster of version 4 sends EVAL to a random node, but a pipeline to the node of its first key.
      const command = ['eval', script, { keys: [key], arguments: values }] as const;
      return (await runPipeline(client, ['pTTL', key], command))[1];
    },
  };
}

type Method = (...values: unknown[]) => unknown;

function runPipeline(
  client: NodeRedisLike,
  ...commands: (readonly [method: string, ...values: unknown[]])[]
): Promise<readonly unknown[]> {
  const call = (target: unknown, name: string, ...values: unknown[]) =>
    expectMethod(target as Record<string, Method>, name, 'a pipeline')[name]?.(...values);
  const pipeline = commands.reduce<unknown>((chain, command) => call(chain, ...command), client.multi());
  return expectReply(call(pipeline, 'execAsPipeline') as Promise<readonly unknown[]>);
}

const expectReply = <T>(reply: Promise<T>): Promise<T> => expectMethod(reply, 'then', 'a promise');

/** @throws TypeError if the client returned something else, as mocks and clients with callbacks do. */
function expectMethod<T>(returned: T, method: keyof T & string, expected: string): T {
  if (isObject(returned) && hasMethods<T>(returned, method)) return returned;
  Promise.resolve(returned).catch(() => undefined); // it may be a promise that rejects
  throw new TypeError(`the Redis client returned ${describe(returned)} instead of ${expected}`);
}

/** Reads text from a reply. Clients may be set to return bytes. */
function parseText(command: string, reply: unknown): string {
  if (typeof reply === 'string') return reply;
  if (ArrayBuffer.isView(reply)) return Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength).toString();
  throw unexpectedReply(command, reply);
}

/** Reads a number from a reply. Clients may be set to return a string, bytes or a bigint. */
function parseNumber(command: string, reply: unknown): number {
  const number =
    typeof reply === 'number' || typeof reply === 'bigint' ? Number(reply) : Number(parseText(command, reply));
  if (!Number.isInteger(number)) throw unexpectedReply(command, reply);
  return number;
}

const unexpectedReply = (command: string, reply: unknown) =>
  new TypeError(`the Redis client replied to ${command} with ${describe(reply)}`);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function hasMethods<T>(value: object, ...names: (keyof T & string)[]): value is T & object {
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}

/** With this option of `redis` 4, the methods have callbacks. */
const isLegacyMode = (client: object): boolean =>
  (client as { readonly options?: { readonly legacyMode?: unknown } }).options?.legacyMode === true;

/** Describes the kind of a value. Never its content, which may be a URL with a password. */
function describe(value: unknown): string {
  if (typeof value === 'function') return `a function (${value.name || 'without a name'})`;
  if (!isObject(value)) return value === undefined || value === null ? String(value) : `a ${typeof value}`;
  if (hasMethods<PromiseLike<unknown>>(value, 'then')) return 'a promise, which needs an await';
  if (isLegacyMode(value)) return 'one of redis in legacyMode';
  const { name } = (value as { constructor?: { name?: unknown } }).constructor ?? {};
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `of the class ${name}` : 'a plain object';
}
