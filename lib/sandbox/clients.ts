import { randomUUID } from 'node:crypto';
import { newSecret, type SandboxClient } from './options.js';

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
