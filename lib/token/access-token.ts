import { inspect } from 'node:util';
import { type JwtClaims, readJwtClaims } from './jwt-claims.js';

/** A token of Aspose Cloud. Printing it in any way shows when it ends, never what it is. */
export class AccessToken {
  readonly type = 'Bearer';
  /** When its request was sent; its life is counted from here. */
  readonly acquiredAt: Date;
  /** When it ends. */
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

  /** The token itself. A secret. */
  get value(): string {
    return this.#value;
  }

  /** Value of the `Authorization` header (RFC 6750 §2.1). A secret. */
  get authorization(): string {
    return this.#authorization;
  }

  /** What the token says of itself, unverified; `undefined` where it is not a JWT. */
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
