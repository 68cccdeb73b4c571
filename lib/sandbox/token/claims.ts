import type { RegisteredClient } from '../clients.js';

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
