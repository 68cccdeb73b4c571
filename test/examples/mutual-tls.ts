import { Agent } from 'node:https';
import type { AsposeAccountOptions } from 'nestjs-aspose-auth';

/** PEM texts. */
export interface ClientCertificate {
  cert: string;
  key: string;
  /** The authority that signed the server's certificate, where it is none that Node knows. */
  ca?: string;
}

/**
 * Proves the client with its TLS certificate instead of a secret (RFC 8705, `tls_client_auth`).
 * The same agent serves the token request and `AsposeClient`, as a token that is bound to the certificate needs.
 */
export function mutualTls(certificate: ClientCertificate): AsposeAccountOptions {
  return {
    clientAuthentication: ({ body, clientId }) => body.set('client_id', clientId),
    http: { httpsAgent: new Agent({ ...certificate, keepAlive: true }) },
  };
}
