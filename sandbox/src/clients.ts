import { type SandboxClient, SECRET_DIGITS } from './options.js';
import type { Random } from './random.js';

/** The clients that the sandbox accepts, and their secrets. */
export class ClientRegistry {
  readonly #secrets = new Map<string, string>();
  readonly #clients = new Map<string, RegisteredClient>();
  readonly #random: Random;

  constructor(clients: readonly SandboxClient[], random: Random) {
    this.#random = random;
    const userId = String(100_000 + random.nextInteger(900_000));
    for (const { clientId, clientSecret } of clients) {
      this.#secrets.set(clientId, clientSecret);
      this.#clients.set(clientId, { clientId, defaultStorage: random.uuid(), userId });
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

  getClients(): SandboxClient[] {
    return [...this.#secrets].map(([clientId, clientSecret]) => ({ clientId, clientSecret }));
  }

  /** Emulates "Regenerate Client Secret" of the dashboard: the old secret is rejected from now on. */
  rotateSecret(clientId: string): string {
    this.getSecret(clientId);
    const secret = this.#random.hex(SECRET_DIGITS);
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
