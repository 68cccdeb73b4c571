import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import Provider from 'oidc-provider';

for (const level of ['info', 'warn'] as const) console[level] = () => undefined; // it greets with advice about its own set-up

const AUDIENCE = 'https://api.example/resources';

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): Promise<unknown> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}

/** A certified authorization server with its token route where Aspose has it, and an API that verifies its tokens by JWKS. */
export async function startOidc(lifeSeconds: number) {
  const clientId = randomUUID();
  const clientSecret = randomUUID();
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
      },
    ],
    jwks: { keys: [jwk] },
    routes: { token: '/connect/token', jwks: '/.well-known/jwks' },
    scopes: ['api'],
    ttl: { ClientCredentials: lifeSeconds },
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
  authorization.on('request', (request, response) => void provider.callback()(request, response));

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
    issued: () => issued,
    refused: () => refused,
    stop: () => Promise.all([stop(api), stop(authorization)]),
  };
}
