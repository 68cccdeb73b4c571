import { createServer, type Server } from 'node:http';
import { SandboxCounters, SandboxFaults } from './faults.js';
import { close, listen, RequestHandler } from './http/request-handler.js';
import { Lockout } from './oauth/lockout.js';
import { TokenEndpoint } from './oauth/token-endpoint.js';
import { TokenIssuer } from './oauth/token-issuer.js';
import {
  type AsposeSandboxOptions,
  ClientRegistry,
  checkPositive,
  resolveOptions,
  type SandboxSettings,
} from './options.js';
import { StorageRegistry } from './storage/storage.js';
import { WordsApi } from './words/words-api.js';

/**
 * A local Aspose Cloud for tests and for trying things out. It listens on 127.0.0.1 and emulates the token endpoint,
 * the storage, and the main document operations of the Words API. It accepts its own clients only, and no other server
 * accepts its tokens.
 *
 * @example
 * ```ts
 * const sandbox = await AsposeSandbox.start();
 * process.env.ASPOSE_BASE_URL = sandbox.url;
 * process.env.ASPOSE_CLIENT_ID = sandbox.clientId;
 * process.env.ASPOSE_CLIENT_SECRET = sandbox.clientSecret;
 * // Run the code under test.
 * await sandbox.stop();
 * ```
 */
export class AsposeSandbox {
  /** Counts requests and responses. */
  readonly counters: SandboxCounters;
  /** Makes the sandbox slow or broken on demand. */
  readonly faults: SandboxFaults;
  readonly #server: Server;
  readonly #clients: ClientRegistry;
  readonly #issuer: TokenIssuer;
  readonly #firstClientId: string;
  #url = '';
  #tokenLifetimeSeconds: number;
  #stopped: Promise<void> | undefined;

  /**
   * Starts a sandbox.
   *
   * @returns The running sandbox. Call `stop()` when you are done.
   * @throws {TypeError | RangeError} If an option is invalid.
   * @throws {Error} If the port is in use or may not be opened.
   * @example
   * ```ts
   * const sandbox = await AsposeSandbox.start({ port: 4000, tokenLifetimeSeconds: 60 });
   * ```
   */
  static async start(options: AsposeSandboxOptions = {}): Promise<AsposeSandbox> {
    const settings = resolveOptions(options);
    const sandbox = new AsposeSandbox(settings, await TokenIssuer.create(settings.clock));
    sandbox.#url = `http://127.0.0.1:${await listen(sandbox.#server, settings.port)}`;
    return sandbox;
  }

  private constructor(settings: SandboxSettings, issuer: TokenIssuer) {
    const { clock, maxFileBytes } = settings;
    this.counters = new SandboxCounters();
    this.faults = new SandboxFaults();
    this.#clients = new ClientRegistry(settings.clients);
    this.#issuer = issuer;
    this.#firstClientId = settings.clients[0]!.clientId;
    this.#tokenLifetimeSeconds = settings.tokenLifetimeSeconds;
    const handler = new RequestHandler({
      counters: this.counters,
      faults: this.faults,
      issuer,
      tokenEndpoint: new TokenEndpoint({
        clients: this.#clients,
        issuer,
        lockout: new Lockout(clock),
        counters: this.counters,
      }),
      api: new WordsApi({ storages: new StorageRegistry(clock), maxFileBytes }),
      getTokenLifetimeSeconds: () => this.#tokenLifetimeSeconds,
      getUrl: () => this.#url,
    });
    this.#server = createServer((request, response) => void handler.handle(request, response));
    // Idle connections stay open for a long time, so that tests do not run into keep-alive races.
    this.#server.keepAliveTimeout = 65_000;
  }

  /** Base URL without a trailing slash: `http://127.0.0.1:<port>`. */
  get url(): string {
    return this.#url;
  }

  /** Client Id of the first client. */
  get clientId(): string {
    return this.#firstClientId;
  }

  /** Current Client Secret of the first client. */
  get clientSecret(): string {
    return this.#clients.getSecret(this.#firstClientId);
  }

  /** Lifetime of tokens that are issued from now on, in seconds. Can be changed at any time. */
  get tokenLifetimeSeconds(): number {
    return this.#tokenLifetimeSeconds;
  }

  set tokenLifetimeSeconds(seconds: number) {
    checkPositive('tokenLifetimeSeconds', seconds);
    this.#tokenLifetimeSeconds = seconds;
  }

  /** Number of requests to a token path so far, whatever the response. */
  get tokenRequests(): number {
    return this.counters.tokenRequests;
  }

  /** Number of requests to any other path so far, whatever the response. */
  get apiRequests(): number {
    return this.counters.apiRequests;
  }

  /** Revokes all tokens issued so far: the API rejects them with a 401. */
  revokeAll(): void {
    this.#issuer.revokeAll();
  }

  /**
   * Replaces a client's secret. The old secret is rejected from now on; tokens that were issued for it stay valid.
   *
   * @param clientId - Defaults to the first client.
   * @returns The new secret.
   * @throws {Error} If there is no such client.
   */
  rotateSecret(clientId: string = this.#firstClientId): string {
    return this.#clients.rotateSecret(clientId);
  }

  /** Closes the port and all connections. Can be called more than once. */
  stop(): Promise<void> {
    this.#stopped ??= close(this.#server);
    return this.#stopped;
  }

  /** Stops the sandbox at the end of a block: `await using sandbox = await AsposeSandbox.start()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
