import { generateKeyPair, type KeyObject, randomUUID, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import type { RegisteredClient } from '../clients.js';

/**
 * Issues access tokens (JWTs signed with RS256), and knows which of them are active. It uses node:crypto: the current
 * JWT libraries are ES modules, which Jest cannot load in CommonJS mode.
 */
export class TokenIssuer {
  /** Active tokens: `jti` → expiry in milliseconds since 1970. All others are expired, revoked or foreign. */
  readonly #active = new Map<string, number>();
  readonly #keys: Promise<KeyPair>;
  readonly #clock: () => number;

  constructor(clock: () => number) {
    sharedKeys ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    this.#keys = sharedKeys;
    this.#clock = clock;
  }

  /** @param isActive - False for a token that the API rejects. */
  async issue(client: RegisteredClient, lifetimeSeconds: number, isActive = true): Promise<string> {
    const { privateKey } = await this.#keys;
    const now = this.#clock();
    const jti = randomUUID();
    this.#removeExpired(now);
    if (isActive) this.#active.set(jti, now + lifetimeSeconds * 1000);
    const header = encodeJson({ alg: 'RS256', typ: 'JWT' });
    const signed = `${header}.${encodeJson(createClaims(client, now, lifetimeSeconds, jti))}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
  }

  /** @returns The id of the client that the token was issued for, or undefined if the token is not active. */
  async findClientId(token: string): Promise<string | undefined> {
    const [header, payload, signature, ...rest] = token.split('.');
    if (!header || !payload || !signature || rest.length > 0) return undefined;
    const signed = Buffer.from(`${header}.${payload}`);
    const { publicKey } = await this.#keys;
    if (!verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))) return undefined;
    // The signature is ours, so the payload is what createClaims() made.
    const { jti, client_id } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as TokenClaims;
    const expiresAt = this.#active.get(jti);
    return expiresAt !== undefined && this.#clock() < expiresAt ? client_id : undefined;
  }

  /** The public key: modulus and exponent in base64, as `encryption/publickey` of Words shows them. */
  async getPublicKey(): Promise<{ modulus: string; exponent: string }> {
    const { n = '', e = '' } = (await this.#keys).publicKey.export({ format: 'jwk' });
    return { modulus: toBase64(n), exponent: toBase64(e) };
  }

  /** Deactivates all tokens issued so far. */
  revokeAll(): void {
    this.#active.clear();
  }

  #removeExpired(now: number): void {
    if (this.#active.size < 1000 || this.#active.size % 1000 !== 0) return;
    for (const [jti, expiresAt] of this.#active) if (expiresAt <= now) this.#active.delete(jti);
  }
}

/**
 * The RSA keys of all sandboxes of the process. Creating them can take a second, so a sandbox starts without waiting for
 * them. A sandbox accepts only tokens that it issued itself, whatever their signature.
 */
let sharedKeys: Promise<KeyPair> | undefined;

function toBase64(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('base64');
}

interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** Returns the token of an `Authorization` header. The scheme is case-insensitive (RFC 9110 §11.1). */
export function parseBearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

const ISSUER = 'https://api.aspose.cloud';
const SCOPE = ['api.billing', 'api.identity', 'api.products', 'api.storage'];

/** The claims of a token, as observed in tokens of the service since 2021. */
interface TokenClaims {
  iss: string;
  aud: string[];
  scope: string[];
  client_id: string;
  client_default_storage: string;
  client_identity_user_id: string;
  /** Start of validity, in seconds since 1970. */
  nbf: number;
  /** Expiry, in seconds since 1970. */
  exp: number;
  /**
   * An addition of the sandbox. Tokens of the service have no `jti`, so two tokens of the same second are identical.
   * Here each token is unique, so that a test can revoke a token and get another one within a second.
   */
  jti: string;
}

function createClaims(client: RegisteredClient, nowMs: number, lifetimeSeconds: number, jti: string): TokenClaims {
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

function encodeJson(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
