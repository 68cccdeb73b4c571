import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { json } from './fake-aspose.js';

/** An upload as far as it arrived. */
export interface Upload {
  readonly headers: IncomingMessage['headers'];
  readonly bytes: number;
  readonly sha256: string;
  /** True if the body arrived to its end. */
  readonly isComplete: boolean;
  readonly body: Buffer;
}

/** What the API does with a request, before it has read the body. */
export type OnHead = (request: IncomingMessage, response: ServerResponse, isAuthorized: boolean) => unknown;

/** A token endpoint and an API that can respond before it has read a request. */
export class UploadServer {
  readonly uploads: Upload[] = [];
  readonly sockets = new Set<Socket>();
  tokenRequests = 0;
  readonly valid = new Set<string>();
  /** By default the body is read, then the token is checked. */
  onHead: OnHead = (request, response, isAuthorized) => this.respond(request, response, isAuthorized ? 200 : 401);
  readonly clientId = randomUUID();
  readonly clientSecret = randomUUID();
  #server: Server | undefined;

  static async start(): Promise<UploadServer> {
    const started = new UploadServer();
    const server = createServer((request, response) => started.#handle(request, response));
    server.on('connection', (socket) => {
      started.sockets.add(socket);
      socket.once('close', () => started.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    started.#server = server;
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server!.address() as AddressInfo).port}`;
  }

  get options(): { clientId: string; clientSecret: string; baseUrl: string } {
    return { clientId: this.clientId, clientSecret: this.clientSecret, baseUrl: this.url };
  }

  /** Reads the body to its end, then responds. */
  async respond(request: IncomingMessage, response: ServerResponse, status: number): Promise<void> {
    const upload = await this.read(request);
    if (upload.isComplete) json(response, status, { sha256: upload.sha256 });
  }

  async read(request: IncomingMessage): Promise<Upload> {
    const chunks: Buffer[] = [];
    const isComplete = await (async () => {
      for await (const chunk of request) chunks.push(chunk as Buffer);
      return true;
    })().catch(() => false);
    const body = Buffer.concat(chunks);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const upload = { headers: request.headers, bytes: body.length, sha256, isComplete, body };
    this.uploads.push(upload);
    return upload;
  }

  /** Waits until at most `count` connections are open. */
  async settle(count = 0): Promise<number> {
    for (let turn = 0; turn < 200 && this.sockets.size > count; turn += 1) await sleep(10);
    return this.sockets.size;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (request.url === '/connect/token') {
      request.resume();
      this.tokenRequests += 1;
      const token = `tok-${randomUUID()}`;
      this.valid.add(token);
      json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 3_600 });
      return;
    }
    const token = request.headers.authorization?.slice(7) ?? '';
    void this.onHead(request, response, this.valid.has(token));
  }
}
