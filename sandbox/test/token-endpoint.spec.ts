import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { AsposeSandbox } from '../src/index.js';
import { basicAuthorization, getToken, requestToken } from './client.js';

describe('the token endpoint', () => {
  let now = Date.now();
  let sandbox: AsposeSandbox;

  beforeEach(async () => {
    now = Date.now();
    sandbox = await AsposeSandbox.start({ clock: () => now });
  });
  afterEach(() => sandbox.stop());

  const info = async (token: string): Promise<number> => {
    const response = await fetch(`${sandbox.url}/v4.0/words/info`, { headers: { Authorization: `Bearer ${token}` } });
    return response.status;
  };

  it.each(['/connect/token', '/v4.0/words/connect/token', '/v4.0/cells/connect/token', '//connect/token'])(
    'grants tokens at %s',
    async (path) => {
      const response = await requestToken(sandbox, {}, path);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await response.json()).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        expires_in: 86_400,
        token_type: 'Bearer',
      });
      expect(sandbox.counters).toMatchObject({ tokenRequests: 1, tokensGranted: 1, tokensRejected: 0, apiRequests: 0 });
    },
  );

  it('makes tokens that look like those of the service', async () => {
    const token = await getToken(sandbox);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'JWT' });
    const claims = decodeJwt(token);
    expect(claims).toEqual({
      iss: 'https://api.aspose.cloud',
      aud: ['https://api.aspose.cloud/resources', 'api.billing', 'api.identity', 'api.products', 'api.storage'],
      scope: ['api.billing', 'api.identity', 'api.products', 'api.storage'],
      client_id: sandbox.clientId,
      client_default_storage: expect.stringMatching(/^[0-9a-f-]{36}$/),
      client_identity_user_id: expect.stringMatching(/^\d+$/),
      nbf: Math.floor(now / 1000),
      exp: Math.floor(now / 1000) + 86_400,
      jti: expect.any(String),
    });
    expect(Buffer.from(token.split('.')[2]!, 'base64url')).toHaveLength(256);
  });

  it('never hands out the same token twice, even within a second', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => getToken(sandbox)));
    expect(new Set(tokens).size).toBe(20);
    expect(await info(tokens[0]!)).toBe(200);
  });

  it('takes the credentials from HTTP Basic, too', async () => {
    const special = { clientId: 'id:+ %ä', clientSecret: 's+&=% ü:' };
    const other = await AsposeSandbox.start({ clients: [special] });
    const ask = (authorization: string): Promise<Response> =>
      fetch(`${other.url}/connect/token`, {
        method: 'POST',
        headers: { authorization },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
    expect((await ask(basicAuthorization(encodeURIComponent('id'), 'x'))).status).toBe(400);
    const colonSafe = basicAuthorization(special.clientId, special.clientSecret);
    expect((await ask(colonSafe)).status).toBe(200);
    expect((await ask(colonSafe.replace('Basic', 'basic'))).status).toBe(200);
    expect((await ask('Basic ***')).status).toBe(400);
    expect((await requestToken(other)).status).toBe(200); // and the same ones from the form
    await other.stop();
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 'invalid_client'],
    ['an unknown id', { client_id: 'unknown' }, 'invalid_client'],
    ['no secret', { client_secret: undefined }, 'invalid_client'],
    ['no grant', { grant_type: undefined }, 'unsupported_grant_type'],
    ['another grant', { grant_type: 'refresh_token' }, 'unsupported_grant_type'],
  ])('refuses %s with 400', async (_, fields, error) => {
    const response = await requestToken(sandbox, fields);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ error });
    expect(sandbox.counters).toMatchObject({ tokensGranted: 0, tokensRejected: 1 });
  });

  it('refuses what is no token request', async () => {
    expect((await fetch(`${sandbox.url}/connect/token`)).status).toBe(400);
    const asJson = { method: 'POST', body: JSON.stringify({ client_id: sandbox.clientId }) };
    expect((await fetch(`${sandbox.url}/connect/token`, asJson)).status).toBe(400);
    const huge = { method: 'POST', body: new URLSearchParams({ x: 'x'.repeat(1_000_000) }) };
    expect((await fetch(`${sandbox.url}/connect/token`, huge)).status).toBe(413);
  });

  it('locks a pair for ten minutes after five refusals, and no other pair', async () => {
    const wrong = { client_secret: 'wrong' };
    for (let i = 0; i < 5; i++) expect((await requestToken(sandbox, wrong)).status).toBe(400);
    const locked = await requestToken(sandbox, wrong);
    expect(locked.status).toBe(429);
    expect(locked.headers.get('retry-after')).toBe('600');
    expect((await requestToken(sandbox, { client_secret: 'also wrong' })).status).toBe(400);
    expect((await requestToken(sandbox)).status).toBe(200);
    now += 599_000;
    expect((await requestToken(sandbox, wrong)).status).toBe(429);
    now += 1_000;
    expect((await requestToken(sandbox, wrong)).status).toBe(400);
    expect(sandbox.counters).toMatchObject({ tokensRejected: 7, tokensLimited: 2, tokensGranted: 1 });
  });

  it('counts only refusals of the last ten minutes, and forgets them after a success', async () => {
    const wrong = { grant_type: 'password' };
    for (let i = 0; i < 4; i++) await requestToken(sandbox, wrong);
    expect((await requestToken(sandbox)).status).toBe(200);
    for (let i = 0; i < 4; i++) expect((await requestToken(sandbox, wrong)).status).toBe(400);
    now += 600_000;
    for (let i = 0; i < 5; i++) expect((await requestToken(sandbox, wrong)).status).toBe(400);
    expect((await requestToken(sandbox, wrong)).status).toBe(429);
  });

  it('accepts a new secret after rotation, and the old one no longer', async () => {
    const old = sandbox.clientSecret;
    const token = await getToken(sandbox);
    const fresh = sandbox.rotateSecret();
    expect(fresh).toBe(sandbox.clientSecret);
    expect(fresh).not.toBe(old);
    expect((await requestToken(sandbox, { client_secret: old })).status).toBe(400);
    expect((await requestToken(sandbox)).status).toBe(200);
    expect(await info(token)).toBe(200);
    expect(() => sandbox.rotateSecret('nobody')).toThrow('no client');
  });

  it('lets tokens end exactly when their life is over, and changes their life at run time', async () => {
    sandbox.tokenLifetimeSeconds = 2;
    const token = await getToken(sandbox);
    now += 1_999;
    expect(await info(token)).toBe(200);
    now += 1;
    expect(await info(token)).toBe(401);
    expect(() => {
      sandbox.tokenLifetimeSeconds = 0;
    }).toThrow(RangeError);
  });

  it('does not mix up two sandboxes', async () => {
    const other = await AsposeSandbox.start();
    expect(
      (await requestToken(other, { client_id: sandbox.clientId, client_secret: sandbox.clientSecret })).status,
    ).toBe(400);
    expect(await info(await getToken(other))).toBe(401);
    await other.stop();
  });
});
