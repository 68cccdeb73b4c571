import { createServer, type Server } from 'node:http';
import { SandboxCounters, SandboxFaults } from './faults.js';
import { close, FrontDesk, listen } from './http/request-handler.js';
import { loadLibraries } from './libraries.js';
import { Lockout } from './oauth/lockout.js';
import { TokenEndpoint } from './oauth/token-endpoint.js';
import { TokenMint } from './oauth/token-issuer.js';
import {
  type AsposeSandboxOptions,
  ClientRegistry,
  checkPositive,
  resolveOptions,
  type SandboxSettings,
} from './options.js';
import { Storages } from './storage/storage.js';
import { WordsApi } from './words/words-api.js';

/**
 * Aspose Cloud in this process, on a port of 127.0.0.1: the token endpoint, the storage and the main document
 * operations of the Words API, for tests and for trying things out. It accepts its own clients only, and its tokens
 * are worth nothing elsewhere.
 */
export class AsposeSandbox {
  /** Counts what was asked and what was answered. */
  readonly counters: SandboxCounters;
  /** The switches that make it slow, unwilling or broken. */
  readonly faults: SandboxFaults;
  readonly #server: Server;
  readonly #clients: ClientRegistry;
  readonly #mint: TokenMint;
  readonly #firstClientId: string;
  #url = '';
  #tokenLifetimeSeconds: number;
  #stopped: Promise<void> | undefined;

  /**
   * Starts a sandbox. Rejects when a library it needs is not installed (the error names all of them and the
   * `npm install` line), when an option is wrong, or when the port is in use.
   */
  static async start(options: AsposeSandboxOptions = {}): Promise<AsposeSandbox> {
    const settings = resolveOptions(options);
    const libraries = await loadLibraries();
    const mint = await TokenMint.create(libraries.jose, settings.clock);
    const storages = new Storages(settings.clock);
    const api = new WordsApi({ storages, libraries, maxFileBytes: settings.maxFileBytes });
    const sandbox = new AsposeSandbox(settings, mint, api);
    sandbox.#url = `http://127.0.0.1:${await listen(sandbox.#server, settings.port)}`;
    return sandbox;
  }

  private constructor(settings: SandboxSettings, mint: TokenMint, api: WordsApi) {
    this.counters = new SandboxCounters();
    this.faults = new SandboxFaults();
    this.#clients = new ClientRegistry(settings.clients);
    this.#mint = mint;
    this.#firstClientId = settings.clients[0]!.clientId;
    this.#tokenLifetimeSeconds = settings.tokenLifetimeSeconds;
    const lockout = new Lockout(settings.clock);
    const desk = new FrontDesk({
      counters: this.counters,
      faults: this.faults,
      mint,
      tokens: new TokenEndpoint({ clients: this.#clients, mint, lockout, counters: this.counters }),
      api,
      tokenLifetimeSeconds: () => this.#tokenLifetimeSeconds,
      url: () => this.#url,
    });
    this.#server = createServer((request, response) => void desk.serve(request, response));
    // Long-idle connections of a client's agent stay usable: a test is not about keep-alive races.
    this.#server.keepAliveTimeout = 65_000;
  }

  /** Its address, without a slash at the end: `http://127.0.0.1:<port>`. */
  get url(): string {
    return this.#url;
  }

  /** Client Id of its first client. */
  get clientId(): string {
    return this.#firstClientId;
  }

  /** Client Secret of its first client, as it is now. */
  get clientSecret(): string {
    return this.#clients.secretOf(this.#firstClientId);
  }

  /** Life of the tokens handed out from now on, in seconds. May be changed at any time. */
  get tokenLifetimeSeconds(): number {
    return this.#tokenLifetimeSeconds;
  }

  set tokenLifetimeSeconds(seconds: number) {
    checkPositive('tokenLifetimeSeconds', seconds);
    this.#tokenLifetimeSeconds = seconds;
  }

  /** Requests to a token path so far, whatever the answer. */
  get tokenRequests(): number {
    return this.counters.tokenRequests;
  }

  /** Requests to any other path so far, whatever the answer. */
  get apiRequests(): number {
    return this.counters.apiRequests;
  }

  /** Every token handed out so far is refused from now on. */
  revokeAll(): void {
    this.#mint.revokeAll();
  }

  /** Gives a client (default: the first) a new secret and returns it; the old one is refused, its tokens live on. */
  rotateSecret(clientId: string = this.#firstClientId): string {
    return this.#clients.rotateSecret(clientId);
  }

  /** Closes the port and every connection. More than once does no harm. */
  stop(): Promise<void> {
    this.#stopped ??= close(this.#server);
    return this.#stopped;
  }

  /** `await using sandbox = await AsposeSandbox.start()` stops it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
