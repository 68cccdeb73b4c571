import { randomBytes, randomUUID } from 'node:crypto';

/** One application of the emulated dashboard: what may ask for tokens. */
export interface SandboxClient {
  /** The Client Id ("App SID"). */
  clientId: string;
  /** The Client Secret ("App Key"). */
  clientSecret: string;
}

/** Options of `AsposeSandbox.start()`. */
export interface AsposeSandboxOptions {
  /** TCP port on 127.0.0.1. Default 0: any free port. */
  port?: number;
  /** The clients to accept; nobody else gets a token. Default: one with a random UUID as id and a random 32-digit hex secret. */
  clients?: readonly SandboxClient[];
  /** Life of the tokens in seconds. Default 86400 (24 h), as documented for the service. Fractions are accepted. */
  tokenLifetimeSeconds?: number;
  /** Largest file that is accepted, in bytes; larger ones get a 413. Default 209715200 (200 MiB). */
  maxFileBytes?: number;
  /**
   * The wall clock, in milliseconds since 1970. Default `Date.now`.
   * @internal
   */
  clock?: () => number;
}

/** The options with every default filled in and every value checked. */
export interface SandboxSettings {
  port: number;
  clients: readonly SandboxClient[];
  tokenLifetimeSeconds: number;
  maxFileBytes: number;
  clock: () => number;
}

export function resolveOptions(options: AsposeSandboxOptions): SandboxSettings {
  const clients = options.clients ?? [{ clientId: randomUUID(), clientSecret: newSecret() }];
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
    throw new RangeError('AsposeSandbox: port must be a whole number from 0 (any free port) to 65535.');
  }
  return settings;
}

/** A secret of the shape the dashboard hands out. */
export function newSecret(): string {
  return randomBytes(16).toString('hex');
}

/** Also used when the value is changed at run time. */
export function checkPositive(option: string, value: number): void {
  if (!Number.isFinite(value) || value <= 0) throw new RangeError(`AsposeSandbox: ${option} must be more than 0.`);
}

function checkClients(clients: readonly SandboxClient[]): void {
  if (clients.length === 0) throw new TypeError('AsposeSandbox: clients must name at least one client.');
  const ids = new Set<string>();
  for (const [index, { clientId, clientSecret }] of clients.entries()) {
    if (!isText(clientId)) throw new TypeError(`AsposeSandbox: clients[${index}].clientId is missing or blank.`);
    if (!isText(clientSecret)) {
      throw new TypeError(`AsposeSandbox: clients[${index}].clientSecret is missing or blank.`);
    }
    if (ids.has(clientId)) throw new TypeError(`AsposeSandbox: clients[${index}].clientId occurs twice.`);
    ids.add(clientId);
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** A client with what the service knows of it besides its credentials. */
export interface RegisteredClient {
  readonly clientId: string;
  /** Id of its default storage, as in the claim `client_default_storage`. */
  readonly defaultStorage: string;
  /** Id of the account's owner, as in the claim `client_identity_user_id`. */
  readonly userId: string;
}

/** The clients the sandbox accepts, and their secrets. */
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

  /** The client, if these are its credentials. */
  authenticate(clientId: string, clientSecret: string): RegisteredClient | undefined {
    return this.#secrets.get(clientId) === clientSecret ? this.#clients.get(clientId) : undefined;
  }

  find(clientId: string): RegisteredClient | undefined {
    return this.#clients.get(clientId);
  }

  secretOf(clientId: string): string {
    const secret = this.#secrets.get(clientId);
    if (secret === undefined) throw new Error('AsposeSandbox: no client has this id.');
    return secret;
  }

  /** "Regenerate Client Secret" of the dashboard: the old one is refused from now on. */
  rotateSecret(clientId: string): string {
    this.secretOf(clientId);
    const secret = newSecret();
    this.#secrets.set(clientId, secret);
    return secret;
  }
}
