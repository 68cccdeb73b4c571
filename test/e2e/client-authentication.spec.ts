import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import { afterEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { ClientAuthentication } from '../../lib/options/options.js';
import { mutualTls } from '../examples/mutual-tls.js';
import { privateKeyJwt } from '../examples/private-key-jwt.js';
import { authorized } from '../support/authorized.js';
import { startMtls } from '../support/mtls.js';
import { startOidc } from '../support/oidc-server.js';
import { caught } from '../support/token-harness.js';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0)) await stop();
});

async function oidcWith(client: NonNullable<Parameters<typeof startOidc>[1]>['client']) {
  const oidc = await startOidc(60, { client });
  cleanUp.push(oidc.stop);
  return oidc;
}

const KEY_ID = 'key-1';
const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = ({ privateKey }: ReturnType<typeof newKeys>) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A server that knows the client's public key and nothing else of it. */
async function withRegisteredKey() {
  const keys = newKeys();
  const oidc = await oidcWith({
    client_secret: undefined,
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig' }] },
  });
  return { oidc, options: { ...oidc.options, clientSecret: undefined }, key: pem(keys) };
}

/** Keeps the assertion of each attempt. */
function watched(prove: ClientAuthentication): { prove: ClientAuthentication; assertions: string[] } {
  const assertions: string[] = [];
  return {
    assertions,
    prove: async (request) => {
      if (typeof prove === 'function') await prove(request);
      assertions.push(request.body.get('client_assertion') ?? '');
      expect([...request.body.keys()]).toEqual(['grant_type', 'client_assertion_type', 'client_assertion']);
      expect(request.headers).not.toHaveProperty('authorization');
    },
  };
}

describe('T15 T23 private_key_jwt, the example of the documentation', () => {
  it('T23 proves the client with an assertion for the issuer alone, and without a secret', async () => {
    const { oidc, options, key } = await withRegisteredKey();
    const { prove, assertions } = watched(privateKeyJwt(oidc.issuer, KEY_ID, key));
    const { axios: client } = authorized({ ...options, clientAuthentication: prove });
    expect((await client.get('/x')).status).toBe(200);

    const [assertion = ''] = assertions;
    const { iss, sub, aud, iat = 0, exp } = decodeJwt(assertion);
    expect({ iss, sub, aud, exp }).toEqual({
      iss: options.clientId,
      sub: options.clientId,
      aud: oidc.issuer,
      exp: iat + 60,
    });
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'ES256', kid: KEY_ID, typ: 'client-authentication+jwt' });
    expect(Math.abs(iat - Date.now() / 1_000)).toBeLessThan(10);
  });

  it('T23 signs anew for a retry: a server that has used up a jti and then failed grants a token', async () => {
    const { oidc, options, key } = await withRegisteredKey();
    const { prove, assertions } = watched(privateKeyJwt(oidc.issuer, KEY_ID, key));
    const { axios: client, account } = authorized({ ...options, clientAuthentication: prove });
    oidc.spoilNext(2);
    expect((await client.get('/x')).status).toBe(200);
    expect(account.manager.requestCount).toBe(3);
    expect(new Set(assertions.map((assertion) => decodeJwt(assertion).jti)).size).toBe(3);
  });

  it('T23 signs anew for the next token', async () => {
    const { oidc, options, key } = await withRegisteredKey();
    const { prove, assertions } = watched(privateKeyJwt(oidc.issuer, KEY_ID, key));
    const { tokens } = authorized({ ...options, clientAuthentication: prove });
    const first = await tokens.getToken();
    tokens.reject(first);
    expect((await tokens.getToken()).value).not.toBe(first.value);
    expect(new Set(assertions.map((assertion) => decodeJwt(assertion).jti)).size).toBe(2);
  });

  it('T23 would be refused with an assertion that is sent twice', async () => {
    const { oidc, options, key } = await withRegisteredKey();
    const sign = privateKeyJwt(oidc.issuer, KEY_ID, key) as Exclude<ClientAuthentication, string>;
    const kept = new URLSearchParams();
    const { tokens } = authorized({
      ...options,
      clientAuthentication: async (request) => {
        if (kept.size === 0) await sign({ ...request, body: kept });
        for (const [name, value] of kept) request.body.set(name, value);
      },
    });
    oidc.spoilNext(1);
    expect(await caught(tokens.getToken())).toMatchObject({
      code: 'ERR_ASPOSE_CREDENTIALS',
      oauthError: 'invalid_client',
    });
  });

  it.each<[string, (issuer: string, key: string) => ClientAuthentication]>([
    ['a key that the server does not know', (issuer) => privateKeyJwt(issuer, KEY_ID, pem(newKeys()))],
    ['the token endpoint as audience', (issuer, key) => privateKeyJwt(`${issuer}/connect/token`, KEY_ID, key)],
  ])('T23 is refused with %s, once, and says what to check', async (_what, prove) => {
    const { oidc, options, key } = await withRegisteredKey();
    const { tokens, account } = authorized({ ...options, clientAuthentication: prove(oidc.issuer, key) });
    const error = await caught(tokens.getToken());
    expect(error).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', oauthError: 'invalid_client', status: 401 });
    expect((error as Error).message).toContain('Check the client id and clientAuthentication');
    expect(account.manager.requestCount).toBe(1);
  });

  it('T2 is refused with a secret beside the assertion, as it must be', async () => {
    const { oidc, options, key } = await withRegisteredKey();
    const sign = privateKeyJwt(oidc.issuer, KEY_ID, key) as Exclude<ClientAuthentication, string>;
    const { tokens } = authorized({
      ...options,
      clientAuthentication: async (request) => {
        await sign(request);
        request.body.set('client_secret', 'x');
      },
    });
    expect(await caught(tokens.getToken())).toMatchObject({ oauthError: 'invalid_request', status: 400 });
  });

  it('T2 sends no secret beside the assertion, even where one is configured', async () => {
    const { oidc, options, key } = await withRegisteredKey();
    const { prove } = watched(privateKeyJwt(oidc.issuer, KEY_ID, key));
    const { axios: client } = authorized({ ...options, clientSecret: randomUUID(), clientAuthentication: prove });
    expect((await client.get('/x')).status).toBe(200);
  });
});

/** All that RFC 6749 appendix A lets a secret have, in no order that helps a parser. */
const EVERY_CHARACTER = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + ((i * 37 + 30) % 95))).join('');

describe('T2 T3 a secret of every character', () => {
  it.each([
    ['basic', 'client_secret_basic'],
    ['post', 'client_secret_post'],
  ] as const)('T3 gets a token by %s', async (clientAuthentication, token_endpoint_auth_method) => {
    const oidc = await oidcWith({
      client_id: 'my app/1+2:%41&=~',
      client_secret: EVERY_CHARACTER,
      token_endpoint_auth_method,
    });
    const { axios: client, account } = authorized({ ...oidc.options, clientAuthentication });
    expect((await client.get('/x')).status).toBe(200);
    expect([account.manager.requestCount, oidc.issued()]).toEqual([1, 1]);
  });

  it('T3 is not taken for another: one character less is refused', async () => {
    const oidc = await oidcWith({
      client_secret: EVERY_CHARACTER,
      token_endpoint_auth_method: 'client_secret_basic',
    });
    const { tokens } = authorized({
      ...oidc.options,
      clientSecret: EVERY_CHARACTER.replace('%', ''),
      clientAuthentication: 'basic',
    });
    expect(await caught(tokens.getToken())).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', status: 401 });
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'T15 T22 mutual TLS over %s, the example of the documentation',
  (version) => {
    async function start() {
      const server = await startMtls(version);
      cleanUp.push(server.stop);
      return { server, options: { clientId: 'reports', baseUrl: server.url } };
    }

    it('T22 sends client_id and no secret, and the token over the same certificate', async () => {
      const { server, options } = await start();
      const { ca, client } = server;
      const { axios } = authorized({ ...options, clientSecret: randomUUID(), ...mutualTls({ ...client, ca }) });
      expect((await axios.get('/v4.0/words/x')).status).toBe(200);
      expect(server.requests.map(({ path, client }) => [path, client])).toEqual([
        ['/connect/token', 'reports'],
        ['/v4.0/words/x', 'reports'],
      ]);
      const [token, api] = server.requests;
      expect(Object.fromEntries(token?.body ?? [])).toEqual({ grant_type: 'client_credentials', client_id: 'reports' });
      expect([token?.authorization, api?.authorization]).toEqual([undefined, 'Bearer bound']);
    });

    it('T22 says so where the client’s certificate is missing', async () => {
      const { server, options } = await start();
      const { clientAuthentication } = mutualTls(server.client);
      const http = { httpsAgent: new Agent({ ca: server.ca }) };
      const { axios, account } = authorized({ ...options, clientAuthentication, http });
      const error = (await caught(axios.get('/x'))) as Error;
      expect(error).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE' });
      expect(error.message).toContain(`No token from ${new URL(server.url).host}: the request failed (`);
      // In TLS 1.3 the alert may lose the race against the end of the connection.
      expect(error.message).toMatch(/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|EPROTO|ECONNRESET|EPIPE/);
      expect(error.message).toContain(`Check tokenUrl (${server.url}/connect/token)`);
      expect([account.manager.requestCount, server.requests.length]).toEqual([3, 0]);
    });

    it('T22 says so where the server’s certificate is of an unknown authority', async () => {
      const { server, options } = await start();
      const { axios } = authorized({ ...options, ...mutualTls(server.client) });
      const error = (await caught(axios.get('/x'))) as Error;
      expect(error).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE' });
      expect(error.message).toContain('SELF_SIGNED_CERT_IN_CHAIN');
      expect(server.requests).toHaveLength(0);
    });
  },
);
