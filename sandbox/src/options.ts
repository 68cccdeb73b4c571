import { randomBytes, randomUUID } from 'node:crypto';

/** Options of `AsposeSandbox.start()`. */
export interface AsposeSandboxOptions {
  /**
   * TCP port on 127.0.0.1.
   * @default 0: any free port
   */
  port?: number;
  /**
   * The clients that may request tokens. All others are rejected.
   * @default one client with a random UUID as id and a random secret of 32 hex digits
   */
  clients?: readonly SandboxClient[];
  /**
   * Lifetime of tokens, in seconds. Fractions are accepted.
   * @default 86400: 24 hours, as documented for the service
   */
  tokenLifetimeSeconds?: number;
  /**
   * Maximum size of a file, in bytes. Larger files are rejected with 413.
   * @default 209715200: 200 MiB
   */
  maxFileBytes?: number;
  /**
   * The wall clock, in milliseconds since 1970.
   * @default Date.now
   * @internal
   */
  clock?: () => number;
}

/** Credentials of an application, as the Aspose dashboard issues them. */
export interface SandboxClient {
  /** The Client Id ("App SID"). */
  clientId: string;
  /** The Client Secret ("App Key"). */
  clientSecret: string;
}

/** Validated options with all defaults applied. */
export interface SandboxSettings {
  port: number;
  clients: readonly SandboxClient[];
  tokenLifetimeSeconds: number;
  maxFileBytes: number;
  clock: () => number;
}

export function resolveOptions(options: AsposeSandboxOptions): SandboxSettings {
  const clients = options.clients ?? [{ clientId: randomUUID(), clientSecret: createSecret() }];
  const settings = {
    port: options.port ?? 0,
    clients: clients.map(({ clientId, clientSecret }) => ({ clientId, clientSecret })),
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 86_400,
    maxFileBytes: options.maxFileBytes ?? 200 * 1024 * 1024,
    clock: options.clock ?? Date.now,
  };
  checkClients(settings.clients);
  checkPositive('tokenLifetimeSeconds', settings.tokenLifetimeSeconds);
  checkPositive('maxFileBytes', settings.maxFileBytes);
  if (!Number.isInteger(settings.port) || settings.port < 0 || settings.port > 65_535) {
    throw new RangeError('AsposeSandbox: port must be an integer from 0 (any free port) to 65535.');
  }
  return settings;
}

/** Throws if a numeric option is not positive. Also used when the option is changed at run time. */
export function checkPositive(option: string, value: number): void {
  if (!Number.isFinite(value) || value <= 0) throw new RangeError(`AsposeSandbox: ${option} must be more than 0.`);
}

function checkClients(clients: readonly SandboxClient[]): void {
  if (clients.length === 0) throw new TypeError('AsposeSandbox: clients must contain at least one client.');
  const ids = new Set<string>();
  for (const [index, { clientId, clientSecret }] of clients.entries()) {
    if (!isText(clientId)) throw new TypeError(`AsposeSandbox: clients[${index}].clientId is missing or blank.`);
    if (!isText(clientSecret)) {
      throw new TypeError(`AsposeSandbox: clients[${index}].clientSecret is missing or blank.`);
    }
    if (ids.has(clientId)) throw new TypeError(`AsposeSandbox: clients[${index}].clientId is a duplicate.`);
    ids.add(clientId);
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** The clients that the sandbox accepts, and their secrets. */
export class ClientRegistry {
  readonly #secrets = new Map<string, string>();
  readonly #clients = new Map<string, RegisteredClient>();

  constructor(clients: readonly SandboxClient[]) {
    const userId = String(100_000 + Math.floor(Math.random() * 900_000));
    for (const { clientId, clientSecret } of clients) {
      this.#secrets.set(clientId, clientSecret);
      this.#clients.set(clientId, { clientId, defaultStorage: randomUUID(), userId });
    }
  }

  /** @returns The client, or undefined if the credentials are wrong. */
  authenticate(clientId: string, clientSecret: string): RegisteredClient | undefined {
    return this.#secrets.get(clientId) === clientSecret ? this.#clients.get(clientId) : undefined;
  }

  getSecret(clientId: string): string {
    const secret = this.#secrets.get(clientId);
    if (secret === undefined) throw new Error('AsposeSandbox: there is no client with this id.');
    return secret;
  }

  /** Emulates "Regenerate Client Secret" of the dashboard: the old secret is rejected from now on. */
  rotateSecret(clientId: string): string {
    this.getSecret(clientId);
    const secret = createSecret();
    this.#secrets.set(clientId, secret);
    return secret;
  }
}

/** A client without its secret, with what the service puts into its tokens. */
export interface RegisteredClient {
  readonly clientId: string;
  /** Id of its default storage: the claim `client_default_storage`. */
  readonly defaultStorage: string;
  /** Id of the account's owner: the claim `client_identity_user_id`. */
  readonly userId: string;
}

/** Creates a secret in the format of the dashboard. */
function createSecret(): string {
  return randomBytes(16).toString('hex');
}
