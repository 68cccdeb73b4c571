import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly sha256: string;
  readonly at: number;
}

type Handler = (seen: Seen, response: ServerResponse) => void | Promise<void>;

export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** How a fake listens, and what it keeps. */
export interface FakeAsposeOptions {
  /** Listens with TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Whether requests are kept in `tokenRequests` and `apiRequests`. Default true; a benchmark makes too many. */
  readonly isRecording?: boolean;
}

/**
 * The one fake of Aspose Cloud for tests, benchmarks and consumers: a token endpoint and an API on one loopback socket, whose
 * responses the test may replace. For the behaviour of the real service there is `aspose-cloud-sandbox`.
 */
export class FakeAspose {
  readonly tokenRequests: Seen[] = [];
  readonly apiRequests: Seen[] = [];
  readonly clientId = randomUUID();
  readonly clientSecret = randomUUID().replaceAll('-', '');
  expiresIn: unknown = 3_600;
  /** Responds to a token request, to any path that ends in `/connect/token`. Default: a new opaque token. */
  onToken: Handler = (_seen, response) => {
    this.grant(response);
  };
  /** Responds to an API call. Default: 200 to a token that is not revoked, otherwise 401. */
  onApi: Handler = (seen, response) => {
    const token = /^Bearer (.+)$/.exec(seen.headers.authorization ?? '')?.[1] ?? '';
    if (this.valid.has(token)) json(response, 200, { ok: true, sha256: seen.sha256 });
    else json(response, 401, { message: 'unauthorized' });
  };
  /** Responds to an API call before its body is read. Returns true if it has. */
  onHead: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  readonly valid = new Set<string>();
  readonly server: Server;
  readonly #isSecure: boolean;
  readonly #isRecording: boolean;

  static async start(options: FakeAsposeOptions = {}): Promise<FakeAspose> {
    const fake = new FakeAspose(options);
    const address = { port: 0, host: '127.0.0.1', backlog: 4_096 };
    await new Promise<void>((resolve) => fake.server.listen(address, resolve));
    return fake;
  }

  private constructor({ tls, isRecording = true }: FakeAsposeOptions) {
    const handle = (request: IncomingMessage, response: ServerResponse) => void this.#handle(request, response);
    this.server = tls ? createSecureServer(tls, handle) : createServer(handle);
    this.server.keepAliveTimeout = 60_000; // else a slow test may use a connection just as it is closed
    this.#isSecure = tls !== undefined;
    this.#isRecording = isRecording;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `${this.#isSecure ? 'https' : 'http'}://127.0.0.1:${port}`;
  }

  /** Environment that points an application at this server. */
  get env(): Record<string, string> {
    return {
      ASPOSE_BASE_URL: this.url,
      ASPOSE_CLIENT_ID: this.clientId,
      ASPOSE_CLIENT_SECRET: this.clientSecret,
    };
  }

  /** Options that point a module at this server. */
  get options(): { clientId: string; clientSecret: string; baseUrl: string } {
    return { clientId: this.clientId, clientSecret: this.clientSecret, baseUrl: this.url };
  }

  grant(response: ServerResponse, token = `tok-${randomUUID()}`): void {
    this.valid.add(token);
    json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: this.expiresIn });
  }

  revokeAll(): void {
    this.valid.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (this.onHead(request, response)) return;
      const seen = toSeen(request, await readBody(request));
      const isToken = /\/connect\/token$/.test(seen.url.split('?')[0] ?? '');
      if (this.#isRecording) (isToken ? this.tokenRequests : this.apiRequests).push(seen);
      await (isToken ? this.onToken : this.onApi)(seen, response);
    } catch {
      response.destroy();
    }
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function toSeen({ method = '', url = '', headers }: IncomingMessage, body: Buffer): Seen {
  return {
    ...{ method, url, headers, body, at: performance.now() },
    get sha256() {
      return createHash('sha256').update(body).digest('hex');
    },
  };
}
