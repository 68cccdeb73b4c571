import { Decoder, GlideClient, GlideClusterClient, Logger } from '@valkey/valkey-glide';
import * as ioredis6 from 'ioredis';
import * as ioredis5 from 'ioredis-5';
import * as iovalkey from 'iovalkey';
import * as redis6 from 'redis';
import * as redis4 from 'redis-4';
import * as redis5 from 'redis-5';
import type { RedisClient } from '../../lib/redis/index.js';

/** What a test wants of a client. */
export interface ClientOptions {
  /** Of the server, of a node of the cluster, or of the sentinel. */
  readonly port: number;
  readonly keyPrefix?: string;
  readonly username?: string;
  readonly password?: string;
  /** Replies are bytes instead of strings. */
  readonly isBinary?: boolean;
}

/** A client that is connected, and how it is closed. */
export interface ConnectedClient {
  readonly client: RedisClient;
  readonly close: () => unknown;
}

/** One way to create a client, of one version of one package. */
export interface ClientKind {
  readonly name: string;
  readonly topology: 'server' | 'cluster' | 'sentinel';
  readonly hasKeyPrefix: boolean;
  readonly connect: (options: ClientOptions) => Promise<ConnectedClient>;
}

const host = '127.0.0.1';

/** Errors of the connection are events, which end the process unless there is a listener. */
async function connected<
  T extends RedisClient & { on(event: 'error', listener: () => void): unknown; connect(): Promise<unknown> },
>(client: T, close: (client: T) => unknown): Promise<ConnectedClient> {
  client.on('error', () => undefined);
  await client.connect();
  return { client, close: () => close(client) };
}

/** Soon, so that a test neither waits long nor leaves a timer behind. */
const reconnecting = { socket: { reconnectStrategy: () => 50 } };

const binaryReplies = { [redis6.RESP_TYPES.BLOB_STRING]: Buffer, [redis6.RESP_TYPES.SIMPLE_STRING]: Buffer };

/** The package `redis` 5 and 6. */
function nodeRedis(version: string, lib: typeof redis6): ClientKind[] {
  const hasKeyPrefix = version === '6';
  const commandOptions = ({ isBinary }: ClientOptions) => (isBinary ? { typeMapping: binaryReplies } : {});
  const toOptions = (options: ClientOptions) => ({
    socket: { ...reconnecting.socket, host, port: options.port },
    commandOptions: commandOptions(options),
    ...(options.username && { username: options.username, password: options.password }),
    ...(options.keyPrefix && { keyPrefix: options.keyPrefix }),
  });
  return [
    {
      name: `createClient of redis ${version}`,
      topology: 'server',
      hasKeyPrefix,
      connect: (options) => connected(lib.createClient(toOptions(options)), (client) => client.destroy()),
    },
    {
      name: `createClientPool of redis ${version}`,
      topology: 'server',
      hasKeyPrefix,
      connect: (options) => connected(lib.createClientPool(toOptions(options)), (client) => client.destroy()),
    },
    {
      name: `createCluster of redis ${version}`,
      topology: 'cluster',
      hasKeyPrefix,
      connect: ({ port, keyPrefix, ...options }) =>
        connected(
          lib.createCluster({
            rootNodes: [{ socket: { host, port } }],
            commandOptions: commandOptions({ port, ...options }),
            ...(keyPrefix && { keyPrefix }),
          }),
          (client) => client.destroy(),
        ),
    },
    {
      name: `createSentinel of redis ${version}`,
      topology: 'sentinel',
      hasKeyPrefix,
      connect: ({ port, keyPrefix, ...options }) =>
        connected(
          lib.createSentinel({
            name: 'main',
            sentinelRootNodes: [{ host, port }],
            nodeClientOptions: reconnecting,
            sentinelClientOptions: reconnecting,
            commandOptions: commandOptions({ port, ...options }),
            ...(keyPrefix && { keyPrefix }),
          }),
          (client) => client.close(),
        ),
    },
  ];
}

const nodeRedis4: ClientKind[] = [
  {
    name: 'createClient of redis 4',
    topology: 'server',
    hasKeyPrefix: false,
    connect: ({ port, username, password }) => {
      const credentials = username ? { username, password } : {};
      const client = redis4.createClient({ socket: { ...reconnecting.socket, host, port }, ...credentials });
      return connected(client, () => client.disconnect());
    },
  },
  {
    name: 'createCluster of redis 4',
    topology: 'cluster',
    hasKeyPrefix: false,
    connect: ({ port }) => {
      const client = redis4.createCluster({ rootNodes: [{ socket: { host, port } }] });
      return connected(client, () => client.disconnect());
    },
  },
];

/** `ioredis` and its fork. */
function ioredis(name: string, lib: Pick<typeof ioredis6, 'Redis' | 'Cluster'>): ClientKind[] {
  const toOptions = ({ keyPrefix, username, password }: ClientOptions) => ({
    lazyConnect: true,
    retryStrategy: () => 50,
    ...(keyPrefix && { keyPrefix }),
    ...(username && { username, password }),
  });
  const close = (client: { disconnect(): void }) => client.disconnect();
  return [
    {
      name,
      topology: 'server',
      hasKeyPrefix: true,
      connect: (options) => connected(new lib.Redis({ ...toOptions(options), host, port: options.port }), close),
    },
    {
      name: `${name} with enableAutoPipelining and stringNumbers`,
      topology: 'server',
      hasKeyPrefix: true,
      connect: (options) => {
        const more = { host, port: options.port, enableAutoPipelining: true, stringNumbers: true };
        return connected(new lib.Redis({ ...toOptions(options), ...more }), close);
      },
    },
    {
      name: `Cluster of ${name}`,
      topology: 'cluster',
      hasKeyPrefix: true,
      connect: ({ port, keyPrefix }) => {
        const options = { lazyConnect: true, ...(keyPrefix && { keyPrefix }) };
        return connected(new lib.Cluster([{ host, port }], options), close);
      },
    },
    {
      name: `${name} with sentinels`,
      topology: 'sentinel',
      hasKeyPrefix: true,
      connect: (options) => {
        const sentinels = { sentinels: [{ host, port: options.port }], name: 'main', sentinelRetryStrategy: () => 50 };
        return connected(new lib.Redis({ ...toOptions(options), ...sentinels }), close);
      },
    },
  ];
}

Logger.setLoggerConfig('off'); // it would print the errors that tests provoke

function glide(name: string, topology: 'server' | 'cluster'): ClientKind {
  const lib = topology === 'server' ? GlideClient : GlideClusterClient;
  return {
    name,
    topology,
    hasKeyPrefix: false,
    connect: async ({ port, username, password = '', isBinary }) => {
      const client = await lib.createClient({
        addresses: [{ host, port }],
        requestTimeout: 5_000,
        defaultDecoder: isBinary ? Decoder.Bytes : Decoder.String,
        ...(username && { credentials: { username, password } }),
      });
      return { client, close: () => client.close() };
    },
  };
}

/** Every kind of client that the store supports. */
export const CLIENT_KINDS: readonly ClientKind[] = [
  ...nodeRedis4,
  ...nodeRedis('5', redis5 as unknown as typeof redis6),
  ...nodeRedis('6', redis6),
  ...ioredis('ioredis 5', ioredis5 as unknown as typeof ioredis6),
  ...ioredis('ioredis 6', ioredis6),
  ...ioredis('iovalkey', iovalkey as unknown as typeof ioredis6),
  glide('GlideClient', 'server'),
  glide('GlideClusterClient', 'cluster'),
];
