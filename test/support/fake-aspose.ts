import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A token endpoint and an API on one loopback socket, both scripted by the test. */
export class FakeAspose {
  readonly tokenRequests: Seen[] = [];
  readonly apiRequests: Seen[] = [];
  readonly clientId = randomUUID();
  readonly clientSecret = randomUUID().replaceAll('-', '');
  expiresIn: unknown = 3_600;
  /** Answers a token request; by default a new opaque token. */
  onToken: Handler = (_seen, response) => {
    this.grant(response);
  };
  /** Answers an API call; by default 200 to a token that is not revoked, else 401. */
  onApi: Handler = (seen, response) => {
    const token = /^Bearer (.+)$/.exec(seen.headers.authorization ?? '')?.[1] ?? '';
    if (this.valid.has(token)) json(response, 200, { ok: true, sha256: seen.sha256 });
    else json(response, 401, { message: 'unauthorized' });
  };
  /** Responds to an API call before its body is read. Returns true if it has. */
  onHead: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  readonly valid = new Set<string>();
  #server: Server | undefined;

  static async start(): Promise<FakeAspose> {
    const fake = new FakeAspose();
    const server = createServer((request, response) => void fake.#handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    fake.#server = server;
    return fake;
  }

  get url(): string {
    const { port } = this.#server!.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
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
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (this.onHead(request, response)) return;
      const body = await read(request);
      const sha256 = createHash('sha256').update(body).digest('hex');
      const { method = '', url = '', headers } = request;
      const seen: Seen = { method, url, headers, body, sha256, at: performance.now() };
      const isToken = url.split('?')[0] === '/connect/token';
      (isToken ? this.tokenRequests : this.apiRequests).push(seen);
      await (isToken ? this.onToken : this.onApi)(seen, response);
    } catch {
      response.destroy();
    }
  }
}

export { json };
