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
export function commandOf(client: RedisClient): RedisCommand {
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
