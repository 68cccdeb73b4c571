/** Claims of a JWT (RFC 7519 §4) as Aspose Cloud writes them; read, never verified, for the API is who verifies them. */
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

/** The claims inside a token, or `undefined` where the token is not a JWT. */
export function readJwtClaims(token: string): JwtClaims | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1]!, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? (claims as JwtClaims) : undefined;
  } catch {
    return undefined;
  }
}
