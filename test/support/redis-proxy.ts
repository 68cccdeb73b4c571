import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy in front of a Redis. */
export class RedisProxy {
  /** Delay of every reply, in milliseconds. */
  delayMs = 0;
  /** Time of a round trip beside that: half of it delays each request, half each reply. Fractions of a millisecond count. */
  roundTripMs = 0;
  /** Round trips so far: requests that came when no other was waiting for a reply. Commands sent together are one. */
  roundTrips = 0;
  /** Called with each request. If it returns true, the connection breaks instead of the reply. */
  breaksOn: (request: string) => boolean = () => false;
  readonly #sockets = new Set<Socket>();
  #isWaiting = false;
  /** Replies that are kept back, if they are. */
  #held: (() => void)[] | undefined;

  private constructor(
    readonly port: number,
    private readonly server: Server,
  ) {}

  static async start(port: number): Promise<RedisProxy> {
    const server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      let isBroken = false;
      near.on('data', (chunk) => {
        isBroken ||= proxy.breaksOn(String(chunk));
        proxy.#countRequest();
        after(proxy.roundTripMs / 2, () => far.write(chunk));
      });
      far.on('data', (chunk) => {
        if (isBroken) near.destroy();
        else after(proxy.delayMs + proxy.roundTripMs / 2, () => proxy.#deliver(() => near.write(chunk)));
      });
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        proxy.#sockets.add(socket);
        socket.setNoDelay(true);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          proxy.#sockets.delete(socket);
          other.destroy();
        });
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new RedisProxy((server.address() as AddressInfo).port, server);
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Keeps all replies back until {@link release}. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const deliver of held) deliver();
  }

  stop(): void {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #countRequest(): void {
    if (!this.#isWaiting) this.roundTrips += 1;
    this.#isWaiting = true;
  }

  #deliver(write: () => void): void {
    if (this.#held) {
      this.#held.push(() => this.#deliver(write));
      return;
    }
    this.#isWaiting = false;
    write();
  }
}

/** Like `setTimeout`, but exact to some microseconds: that of Node takes whole milliseconds. */
function after(ms: number, run: () => void): void {
  const due = performance.now() + ms;
  const check = () => {
    if (performance.now() >= due) run();
    else setImmediate(check);
  };
  if (ms < 2) check();
  else setTimeout(check, ms - 1);
}
