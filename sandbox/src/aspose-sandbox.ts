/// <reference lib="esnext.disposable" preserve="true" />
import { createServer, type Server } from 'node:http';
import { AsposeApi } from './api/api.js';
import { ClientRegistry } from './clients.js';
import { ControlApi } from './control/control-api.js';
import { SandboxCounters } from './counters.js';
import { DocumentEngine } from './documents/document-engine.js';
import { SandboxFaults } from './faults.js';
import { ApiError } from './http/error-response.js';
import { close, listen, RequestHandler } from './http/request-handler.js';
import { Lockout } from './oauth/lockout.js';
import { TokenEndpoint } from './oauth/token-endpoint.js';
import { TokenIssuer } from './oauth/token-issuer.js';
import {
  type AsposeSandboxOptions,
  checkPositive,
  checkQuota,
  isLoopback,
  resolveOptions,
  type SandboxSettings,
} from './options.js';
import { StorageRegistry } from './storage/storage.js';

/**
 * A local Aspose Cloud for tests and for trying things out. It listens on 127.0.0.1 and emulates the token endpoint,
 * the storage of all products, and the main document operations of the Words API. It accepts its own clients only, and no other server
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
  readonly #lockout: Lockout;
  readonly #storages: StorageRegistry;
  readonly #documents: DocumentEngine;
  readonly #settings: SandboxSettings;
  readonly #firstClientId: string;
  #url = '';
  #tokenLifetimeSeconds: number;
  #quota: number | undefined;
  #stopped: Promise<void> | undefined;

  /**
   * Starts a sandbox.
   *
   * @returns The running sandbox. Call `stop()` when you are done.
   * @throws {TypeError | RangeError} If an option is invalid.
   * @throws {Error} If the port is in use or may not be opened, or if `NODE_ENV` is `production`.
   * @example
   * ```ts
   * const sandbox = await AsposeSandbox.start({ port: 4000, tokenLifetimeSeconds: 60 });
   * ```
   */
  static async start(options: AsposeSandboxOptions = {}): Promise<AsposeSandbox> {
    rejectProduction();
    const settings = resolveOptions(options);
    const sandbox = new AsposeSandbox(settings);
    const port = await listen(sandbox.#server, settings.port, settings.host);
    sandbox.#url = `http://${toUrlHost(settings.host)}:${port}`;
    return sandbox;
  }

  private constructor(settings: SandboxSettings) {
    const { clock, random, host } = settings;
    this.counters = new SandboxCounters();
    this.faults = new SandboxFaults();
    this.#settings = settings;
    this.#clients = new ClientRegistry(settings.clients, random);
    this.#issuer = new TokenIssuer(clock);
    this.#lockout = new Lockout(clock);
    this.#storages = new StorageRegistry(clock, settings.maxStorageBytes);
    this.#documents = new DocumentEngine(settings.documentTimeoutMs);
    this.#firstClientId = settings.clients[0]!.clientId;
    this.#tokenLifetimeSeconds = settings.tokenLifetimeSeconds;
    this.#quota = settings.quota;
    const handler = new RequestHandler({
      counters: this.counters,
      faults: this.faults,
      issuer: this.#issuer,
      random,
      tokenEndpoint: new TokenEndpoint({
        clients: this.#clients,
        issuer: this.#issuer,
        lockout: this.#lockout,
        counters: this.counters,
      }),
      api: this.#createApi(),
      control: new ControlApi(this, () => this.#clients.getClients(), !isLoopback(host)),
      getTokenLifetimeSeconds: () => this.#tokenLifetimeSeconds,
    });
    this.#server = createServer((request, response) => void handler.handle(request, response));
    // Idle connections stay open for a long time, so that tests do not run into keep-alive races.
    this.#server.keepAliveTimeout = 65_000;
  }

  #createApi(): AsposeApi {
    const { maxFileBytes, webDocumentOrigins, storageNames } = this.#settings;
    return new AsposeApi({
      storages: this.#storages,
      documents: this.#documents,
      maxFileBytes,
      settings: { webDocumentOrigins, storageNames, getPublicKey: () => this.#issuer.getPublicKey() },
      getUrl: () => this.#url,
      countBillable: () => {
        this.counters.apiBillable += 1;
        if (this.#quota === undefined) return;
        if (this.#quota === 0) throw new ApiError(429, 'The monthly quota of the plan is used up.');
        this.#quota -= 1;
      },
    });
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

  /**
   * Number of billable operations (those that create a document) that are left until the API responds with 429.
   * Undefined for no limit. Can be changed at any time.
   */
  get quota(): number | undefined {
    return this.#quota;
  }

  set quota(quota: number | undefined) {
    checkQuota(quota);
    this.#quota = quota;
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

  /**
   * Locks out a client's id and current secret for ten minutes, as after five rejected token requests.
   *
   * @param clientId - Defaults to the first client.
   * @throws {Error} If there is no such client.
   */
  lockOut(clientId: string = this.#firstClientId): void {
    this.#lockout.lock(clientId, this.#clients.getSecret(clientId));
  }

  /** Ends all lock-outs, and forgets rejected token requests. */
  clearLockouts(): void {
    this.#lockout.clear();
  }

  /**
   * Resets everything but secrets, for the next test: revokes all tokens, removes all files, lock-outs, faults and counts,
   * and restores token lifetime and quota.
   */
  reset(): void {
    this.#storages.clear();
    this.#issuer.revokeAll();
    this.#lockout.clear();
    this.faults.clear();
    this.counters.reset();
    this.#tokenLifetimeSeconds = this.#settings.tokenLifetimeSeconds;
    this.#quota = this.#settings.quota;
  }

  /** Closes the port and all connections. Can be called more than once. */
  stop(): Promise<void> {
    this.#stopped ??= Promise.all([close(this.#server), this.#documents.stop()]).then(() => undefined);
    return this.#stopped;
  }

  /** Stops the sandbox at the end of a block: `await using sandbox = await AsposeSandbox.start()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** In production, an application must not take the sandbox for the service. */
function rejectProduction(): void {
  if (process.env.NODE_ENV !== 'production') return;
  throw new Error('AsposeSandbox: it does not start if NODE_ENV is production. It is for tests only.');
}

/** Returns the host for URLs. The address for all interfaces is not one to connect to. */
function toUrlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
