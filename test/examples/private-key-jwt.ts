import { createPrivateKey, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { ClientAuthentication } from 'nestjs-aspose-auth';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Authenticates the client with a signed assertion instead of a secret (RFC 7523, `private_key_jwt`).
 * It is called for each attempt, so that no two requests contain the same `jti`.
 *
 * @param issuer Issuer of the authorization server, exactly as in its metadata; not its token endpoint.
 * @param keyId `kid` under which the server knows the public key.
 * @param privateKey P-256 key in PEM.
 */
export function privateKeyJwt(issuer: string, keyId: string, privateKey: string): ClientAuthentication {
  const key = createPrivateKey(privateKey);
  return async ({ body, clientId }) => {
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'client-authentication+jwt' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(issuer)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(key);
    body.set('client_assertion_type', ASSERTION_TYPE);
    body.set('client_assertion', assertion);
  };
}
