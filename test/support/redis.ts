import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Whether Debian's `redis-server` is installed. CI installs it, and counts a skipped test as failed. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

if (!hasRedis) {
  process.stderr.write(
    '\nSKIPPED: there is no redis-server here, so nothing is tested against one. apt-get install redis-server\n',
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; look < 500; look += 1) {
    if (await condition()) return;
    await sleep(20);
  }
  throw new Error('redis-server did not get ready within 10 s');
}

const IN_MEMORY = ['save ""', 'appendonly no'];

/** A Redis process of one test, with a port and a directory that no other has. */
export class RedisServer {
  #process: ChildProcess | undefined;
  readonly #directory = mkdtempSync(join(tmpdir(), 'aspose-auth-redis-'));

  private constructor(
    readonly port: number,
    private readonly configuration: readonly string[],
    private readonly flags: readonly string[] = [],
  ) {}

  /** @param configuration Lines of its configuration file. */
  static async start(...configuration: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), [...IN_MEMORY, ...configuration]);
    await server.run();
    return server;
  }

  /** Starts a sentinel that watches a master on a port, by the name of `main`. */
  static async startSentinel(masterPort: number): Promise<RedisServer> {
    const configuration = [
      `sentinel monitor main 127.0.0.1 ${masterPort} 1`,
      'sentinel down-after-milliseconds main 500',
      'sentinel failover-timeout main 2000',
    ];
    const server = new RedisServer(await freePort(), configuration, ['--sentinel']);
    await server.run();
    return server;
  }

  /** Starts a cluster of three masters, which share the slots. */
  static async startCluster(): Promise<RedisServer[]> {
    const slots = ['0-5460', '5461-10922', '10923-16383'];
    const nodes = await Promise.all(
      slots.map(async (range) => {
        const busPort = `${await freePort()}`;
        const server = await RedisServer.start('cluster-enabled yes', `cluster-port ${busPort}`);
        const client = new Redis(server.url);
        await client.call('CLUSTER', 'ADDSLOTSRANGE', ...range.split('-'));
        return { server, client, busPort };
      }),
    );
    for (const { server, busPort } of nodes) {
      await nodes[0]?.client.call('CLUSTER', 'MEET', '127.0.0.1', `${server.port}`, busPort);
    }
    await waitUntil(async () => {
      const states = await Promise.all(nodes.map(({ client }) => client.call('CLUSTER', 'INFO')));
      const isReady = (state: unknown) => ['state:ok', 'known_nodes:3'].every((line) => String(state).includes(line));
      return states.every(isReady);
    });
    for (const { client } of nodes) client.disconnect();
    return nodes.map(({ server }) => server);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, empty, on the same port as before. */
  async run(): Promise<void> {
    const file = join(this.#directory, 'redis.conf');
    const common = [`port ${this.port}`, 'bind 127.0.0.1', `dir ${this.#directory}`];
    mkdirSync(this.#directory, { recursive: true });
    writeFileSync(file, [...common, ...this.configuration, ''].join('\n'));
    const started = spawn('redis-server', [file, ...this.flags], { stdio: 'ignore' });
    this.#process = started;
    await waitUntil(() => {
      if (started.exitCode !== null) throw new Error(`redis-server ended with code ${started.exitCode}`);
      return answers(this.port);
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
