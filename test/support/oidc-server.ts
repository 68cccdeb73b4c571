import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import Provider, { type ClientMetadata, errors } from 'oidc-provider';

for (const level of ['info', 'warn'] as const) console[level] = () => undefined; // the provider prints advice about its configuration

// In Jest, structuredClone creates objects of another realm, and the server does not recognise a client's keys as objects.
globalThis.structuredClone = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

const AUDIENCE = 'https://api.example/resources';

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): Promise<unknown> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}

/** How the client is registered. */
export interface OidcOptions {
  /** Default: a `client_secret_post` client with random credentials. */
  client?: Partial<ClientMetadata>;
}

/** Lets the server process the request, and sends 500 to the client. */
function spoil(response: ServerResponse): void {
  Object.defineProperty(response, 'statusCode', { get: () => 500, set: () => undefined });
}

/** A certified authorization server with the token route of Aspose Cloud, and an API that verifies its tokens with the JWKS. */
export async function startOidc(lifeSeconds: number, { client = {} }: OidcOptions = {}) {
  const clientId = client.client_id ?? randomUUID();
  const clientSecret = client.client_secret ?? randomUUID();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const jwk = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' };
  const authorization = createServer();
  const issuer = await listen(authorization);
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        token_endpoint_auth_method: 'client_secret_post',
        ...client,
      },
    ],
    jwks: { keys: [jwk] },
    routes: { token: '/connect/token', jwks: '/.well-known/jwks' },
    scopes: ['api'],
    ttl: { ClientCredentials: lifeSeconds },
    // as draft-ietf-oauth-rfc7523bis requires; by default the token endpoint would be accepted as audience too
    assertJwtClientAuthClaimsAndHeader: (_context, { aud }, { typ }) => {
      if (aud !== issuer || typ !== 'client-authentication+jwt') throw new errors.InvalidClientAuth('aud or typ');
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'api',
          audience: AUDIENCE,
          accessTokenTTL: lifeSeconds,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  let issued = 0;
  provider.on('client_credentials.issued', () => {
    issued += 1;
  });
  let spoiled = 0;
  authorization.on('request', (request, response) => {
    if (request.url === '/connect/token' && spoiled > 0) {
      spoiled -= 1;
      spoil(response);
    }
    void provider.callback()(request, response);
  });

  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks`));
  let refused = 0;
  const api = createServer((request, response) => {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
    jwtVerify(token, keys, { issuer, audience: AUDIENCE, typ: 'at+jwt' })
      .then(() => response.writeHead(scheme === 'Bearer' ? 200 : 400).end())
      .catch(() => {
        refused += 1;
        response.writeHead(401).end();
      });
  });
  const apiUrl = await listen(api);
  return {
    options: { clientId, clientSecret, baseUrl: apiUrl, tokenUrl: `${issuer}/connect/token` },
    issuer,
    /** Number of token requests that are processed, but get a 500. */
    spoilNext: (requests: number) => {
      spoiled = requests;
    },
    issued: () => issued,
    refused: () => refused,
    stop: () => Promise.all([stop(api), stop(authorization)]),
  };
}
