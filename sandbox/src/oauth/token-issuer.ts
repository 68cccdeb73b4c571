import { randomUUID } from 'node:crypto';
import type { CryptoKey } from 'jose';
import type { SandboxLibraries } from '../libraries.js';
import type { RegisteredClient } from '../options.js';

type Jose = SandboxLibraries['jose'];

/** Signs tokens with a key of its own, made at start, and knows which of them are alive. */
export class TokenMint {
  /** `jti` → the moment it ends, in milliseconds since 1970. What is not in here is expired, revoked or foreign. */
  readonly #alive = new Map<string, number>();
  readonly #jose: Jose;
  readonly #keys: { privateKey: CryptoKey; publicKey: CryptoKey };
  readonly #clock: () => number;

  static async create(jose: Jose, clock: () => number): Promise<TokenMint> {
    return new TokenMint(jose, await jose.generateKeyPair('RS256'), clock);
  }

  private constructor(jose: Jose, keys: { privateKey: CryptoKey; publicKey: CryptoKey }, clock: () => number) {
    this.#jose = jose;
    this.#keys = keys;
    this.#clock = clock;
  }

  async mint(client: RegisteredClient, lifetimeSeconds: number): Promise<string> {
    const now = this.#clock();
    const jti = randomUUID();
    this.#forgetExpired(now);
    this.#alive.set(jti, now + lifetimeSeconds * 1000);
    return new this.#jose.SignJWT({ ...claimsOf(client, now, lifetimeSeconds, jti) })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .sign(this.#keys.privateKey);
  }

  /** The id of the client a token was given to, or nothing if the token is not, or no longer, good. */
  async clientIdOf(token: string): Promise<string | undefined> {
    const now = this.#clock();
    try {
      // `exp` counts whole seconds from the last full one; the tolerance leaves the last word to #alive, which is exact.
      const { payload } = await this.#jose.jwtVerify(token, this.#keys.publicKey, {
        algorithms: ['RS256'],
        currentDate: new Date(now),
        clockTolerance: 1,
      });
      const end = this.#alive.get(payload.jti ?? '');
      return end !== undefined && now < end ? (payload.client_id as string) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Every token handed out so far is refused from now on. */
  revokeAll(): void {
    this.#alive.clear();
  }

  #forgetExpired(now: number): void {
    if (this.#alive.size < 1000 || this.#alive.size % 1000 !== 0) return;
    for (const [jti, end] of this.#alive) if (end <= now) this.#alive.delete(jti);
  }
}

/** The token of an `Authorization` header. The scheme is compared without regard to case (RFC 9110 §11.1). */
export function bearerTokenOf(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

const ISSUER = 'https://api.aspose.cloud';
const SCOPE = ['api.billing', 'api.identity', 'api.products', 'api.storage'];

/** The claims of a token, as seen in tokens of the service since 2021. */
export interface TokenClaims {
  iss: string;
  aud: string[];
  scope: string[];
  client_id: string;
  client_default_storage: string;
  client_identity_user_id: string;
  /** Start of its life: seconds since 1970. */
  nbf: number;
  /** End of its life: seconds since 1970. */
  exp: number;
  /**
   * The sandbox's own addition. Tokens of the service carry none, so two of them from the same second are equal;
   * here each is unique, so that a test can revoke one and get another within a second.
   */
  jti: string;
}

export function claimsOf(client: RegisteredClient, nowMs: number, lifetimeSeconds: number, jti: string): TokenClaims {
  const nbf = Math.floor(nowMs / 1000);
  return {
    iss: ISSUER,
    aud: [`${ISSUER}/resources`, ...SCOPE],
    scope: [...SCOPE],
    client_id: client.clientId,
    client_default_storage: client.defaultStorage,
    client_identity_user_id: client.userId,
    nbf,
    exp: nbf + lifetimeSeconds,
    jti,
  };
}
