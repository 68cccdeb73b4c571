import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';

/** A request that came through with a client certificate. */
export interface MtlsRequest {
  readonly path: string;
  /** Common name of the client's certificate. */
  readonly client: unknown;
  readonly authorization: string | undefined;
  readonly body: URLSearchParams;
}

const named = (value: string) => [{ name: 'commonName', value }];
const EC = { keyType: 'ec', algorithm: 'sha256' } as const;

/** Creates a certificate authority, and certificates that it has signed. */
async function certificates() {
  const ca = await generate(named('Test authority'), {
    ...EC,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const signed = { ...EC, ca: { key: ca.private, cert: ca.cert } };
  const server = await generate(named('localhost'), {
    ...signed,
    extensions: [
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  const client = await generate(named('reports'), {
    ...signed,
    extensions: [{ name: 'extKeyUsage', clientAuth: true }],
  });
  return { ca: ca.cert, server, client };
}

/**
 * A token endpoint and an API on one https server that requires a client certificate of its authority.
 *
 * @param maxVersion In TLS 1.3 a client hears of a missing certificate only after its own handshake is done.
 */
export async function startMtls(maxVersion: 'TLSv1.2' | 'TLSv1.3') {
  const { ca, server: own, client } = await certificates();
  const requests: MtlsRequest[] = [];
  const tls = { key: own.private, cert: own.cert, ca, requestCert: true, rejectUnauthorized: true, maxVersion };
  const server = createServer(tls, (request, response) => {
    void text(request).then((body) => {
      requests.push({
        path: request.url ?? '',
        client: (request.socket as TLSSocket).getPeerCertificate().subject.CN,
        authorization: request.headers.authorization,
        body: new URLSearchParams(body),
      });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ access_token: 'bound', token_type: 'Bearer', expires_in: 3_600 }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca,
    client: { cert: client.cert, key: client.private },
    requests,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
