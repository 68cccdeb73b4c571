import { inspect } from 'node:util';

/**
 * An access token of Aspose Cloud. Printing it (`toString`, `JSON.stringify`, `util.inspect`) shows when it expires, never its
 * value.
 *
 * @example
 * const token = await tokens.getToken();
 * await fetch(url, { headers: { authorization: token.authorization } });
 */
export class AccessToken {
  readonly type = 'Bearer';
  /** When the token request was sent. The lifetime counts from here. */
  readonly acquiredAt: Date;
  /** When the token expires. */
  readonly expiresAt: Date;
  readonly #value: string;
  readonly #authorization: string;

  /**
   * @param value The token itself.
   * @param acquiredAt Milliseconds since 1970.
   * @param expiresAt Milliseconds since 1970.
   */
  constructor(value: string, acquiredAt: number, expiresAt: number) {
    this.#value = value;
    this.#authorization = `Bearer ${value}`;
    this.acquiredAt = new Date(acquiredAt);
    this.expiresAt = new Date(expiresAt);
  }

  /** The token itself. Secret. */
  get value(): string {
    return this.#value;
  }

  /** Value of the `Authorization` header (RFC 6750 §2.1). Secret. */
  get authorization(): string {
    return this.#authorization;
  }

  /** The claims in the token, not verified; `undefined` if the token is not a JWT. */
  get claims(): JwtClaims | undefined {
    return readJwtClaims(this.#value);
  }

  toString(): string {
    return `AccessToken { expires ${this.expiresAt.toISOString()} }`;
  }

  toJSON(): { type: string; acquiredAt: string; expiresAt: string } {
    return { type: this.type, acquiredAt: this.acquiredAt.toISOString(), expiresAt: this.expiresAt.toISOString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** Claims of a JWT (RFC 7519 §4) as Aspose Cloud issues them. They are read but not verified: verification is the API's job. */
export interface JwtClaims {
  readonly iss?: string;
  readonly aud?: string | readonly string[];
  readonly scope?: string | readonly string[];
  readonly client_id?: string;
  readonly exp?: number;
  readonly nbf?: number;
  readonly iat?: number;
  readonly [claim: string]: unknown;
}

/** The claims in a token, or `undefined` if the token is not a JWT. */
export function readJwtClaims(token: string): JwtClaims | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1]!, 'base64url').toString('utf8'));
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims)) return claims as JwtClaims;
  } catch {
    // not JSON
  }
  return undefined;
}
