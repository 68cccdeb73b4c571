import { Agent, request } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { AsposeSandbox } from '../src/index.js';
import { authorizedClient, getToken } from './client.js';

describe('authorization of the API', () => {
  let sandbox: AsposeSandbox;
  beforeEach(async () => {
    sandbox = await AsposeSandbox.start();
  });
  afterEach(() => sandbox.stop());

  const get = (authorization?: string): Promise<Response> =>
    fetch(`${sandbox.url}/v4.0/words/info`, authorization === undefined ? {} : { headers: { authorization } });

  it('lets a good token in, whatever the case of its scheme', async () => {
    const token = await getToken(sandbox);
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) expect((await get(`${scheme} ${token}`)).status).toBe(200);
    expect(sandbox.apiRequests).toBe(3);
  });

  it.each([
    ['none', () => undefined],
    ['an empty one', () => 'Bearer '],
    ['another scheme', (token: string) => `Basic ${token}`],
    ['no token at all', () => 'Bearer not-a-jwt'],
    ['a bent token', (token: string) => `Bearer ${token.slice(0, -6)}AAAAAA`],
    ['one without signature', (token: string) => `Bearer ${token.split('.').slice(0, 2).join('.')}.`],
  ])('refuses %s with 401 and a challenge', async (_, header) => {
    const response = await get(header(await getToken(sandbox)));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(await response.json()).toEqual({
      RequestId: expect.any(String),
      Error: {
        Code: 'ErrorUnauthorized',
        Message: expect.stringContaining('token'),
        Description: expect.any(String),
        DateTime: expect.stringMatching(/^\d{4}-/),
      },
    });
    expect(sandbox.counters.apiUnauthorized).toBe(1);
  });

  it('refuses a token that another key signed', async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    expect(await exportJWK(privateKey)).toBeDefined();
    const forged = await new SignJWT({ client_id: sandbox.clientId, jti: 'x' })
      .setProtectedHeader({ alg: 'RS256' })
      .setExpirationTime('1h')
      .sign(privateKey);
    expect((await get(`Bearer ${forged}`)).status).toBe(401);
  });

  it('refuses every token handed out before revokeAll, and takes those handed out after it', async () => {
    const old = await Promise.all([getToken(sandbox), getToken(sandbox)]);
    sandbox.revokeAll();
    const fresh = await getToken(sandbox);
    expect(await Promise.all(old.map(async (token) => (await get(`Bearer ${token}`)).status))).toEqual([401, 401]);
    expect((await get(`Bearer ${fresh}`)).status).toBe(200);
  });

  it('answers 401 to an upload of 5 MB that is still arriving', async () => {
    const url = `${sandbox.url}/v4.0/words/storage/file/big.bin`;
    const options = { headers: { Authorization: 'Bearer bad' }, validateStatus: () => true, maxRedirects: 0 };
    const upload = Buffer.alloc(5_000_000, 1);
    for (let i = 0; i < 5; i++) {
      const [whole, streamed, fetched] = await Promise.all([
        axios.put(url, upload, options),
        axios.put(url, Readable.from(pieces(upload)), options),
        fetch(url, { method: 'PUT', body: upload, headers: options.headers }),
      ]);
      expect([whole.status, streamed.status, fetched.status]).toEqual([401, 401, 401]);
      expect(whole.data.Error.Code).toBe('ErrorUnauthorized');
    }
  });

  it.each(['keep-alive', 'close'])(
    'answers 401 before the body is complete, and takes the rest (%s)',
    async (connection) => {
      const url = new URL(`${sandbox.url}/v4.0/words/storage/file/slow.bin`);
      const headers = { 'Content-Length': 5_000_000, Connection: connection };
      const agent = new Agent({ keepAlive: connection === 'keep-alive' });
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const put = request(url, { method: 'PUT', headers, agent }, (response) => {
          // Answered, and only now the rest goes out.
          put.write(Buffer.alloc(2_000_000), () => {
            put.end(Buffer.alloc(2_000_000), () => {
              response.resume().once('end', () => {
                resolve(response.statusCode);
              });
            });
          });
        });
        put.once('error', reject);
        put.write(Buffer.alloc(1_000_000));
      });
      expect(status).toBe(401);
      agent.destroy();
    },
  );

  it('answers 404 outside of the API without asking for a token, and inside of it with one', async () => {
    for (const path of ['/', '/v4.0', '/v3.0', '/somewhere', '/v4.0/nothing', '/favicon.ico']) {
      expect((await fetch(sandbox.url + path)).status).toBe(404);
    }
    expect((await fetch(`${sandbox.url}/v4.0/words/a.docx/nothing`)).status).toBe(401);
    const call = await authorizedClient(sandbox);
    const unknown = await call('GET', '/a.docx/nothing/here');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ Error: { Code: 'ErrorItemNotFound' } });
    expect((await call('PATCH', '/info')).status).toBe(405);
  });
});

function* pieces(buffer: Buffer): Generator<Buffer> {
  for (let at = 0; at < buffer.length; at += 65_536) yield buffer.subarray(at, at + 65_536);
}
