import { Agent } from 'node:https';
import type { AsposeAccountOptions } from 'nestjs-aspose-auth';

/** PEM texts. */
export interface ClientCertificate {
  cert: string;
  key: string;
  /** Certificate of the authority that signed the server's certificate, if Node does not know it. */
  ca?: string;
}

/**
 * Authenticates the client with its TLS certificate instead of a secret (RFC 8705, `tls_client_auth`).
 * The token request and `AsposeClient` use the same agent, because a token may be bound to the certificate.
 */
export function mutualTls(certificate: ClientCertificate): AsposeAccountOptions {
  return {
    clientAuthentication: ({ body, clientId }) => body.set('client_id', clientId),
    http: { httpsAgent: new Agent({ ...certificate, keepAlive: true }) },
  };
}
