import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

const ask = (options = {}) => authorized({ ...fake.options, ...options }).tokens.getToken();
const refusal = async (options = {}) => (await caught(ask(options))) as Error & { code: string };

describe('T-10 the token endpoint', () => {
  it('is asked by POST, form-encoded, for JSON', async () => {
    await ask();
    const [{ method, url, headers, body }] = fake.tokenRequests as [(typeof fake.tokenRequests)[0]];
    expect([method, url]).toEqual(['POST', '/connect/token']);
    expect(headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'cache-control': 'no-store',
    });
    expect(Object.fromEntries(new URLSearchParams(body.toString()))).toEqual({
      grant_type: 'client_credentials',
      client_id: fake.clientId,
      client_secret: fake.clientSecret,
    });
  });

  it('keeps the query of its address (RFC 6749 §3.2)', async () => {
    await ask({ tokenUrl: `${fake.url}/connect/token?tenant=a` });
    expect(fake.tokenRequests[0]?.url).toBe('/connect/token?tenant=a');
  });

  it('is out of reach of the process-wide axios: its defaults, headers and interceptors', async () => {
    const seen: unknown[] = [];
    const interceptor = axios.interceptors.request.use((config) => {
      seen.push(config);
      return config;
    });
    axios.defaults.headers.common['x-everywhere'] = 'yes';
    axios.defaults.params = { everywhere: 1 };
    try {
      await ask();
    } finally {
      axios.interceptors.request.eject(interceptor);
      delete axios.defaults.headers.common['x-everywhere'];
      delete axios.defaults.params;
    }
    expect(seen).toEqual([]);
    expect(fake.tokenRequests[0]?.headers).not.toHaveProperty('x-everywhere');
    expect(fake.tokenRequests[0]?.url).toBe('/connect/token');
  });

  it('T19 is not followed elsewhere: a 307 would carry the secret', async () => {
    const thief = await FakeAspose.start();
    fake.onToken = (_seen, response) => {
      response.writeHead(307, { location: `${thief.url}/connect/token?code=hidden` }).end();
    };
    const error = await refusal();
    expect(error).toMatchObject({ code: 'ERR_ASPOSE_TOKEN_RESPONSE', status: 307 });
    expect(error.message).toContain(`redirects to ${thief.url}`);
    expect(error.message).not.toContain('hidden');
    expect(thief.tokenRequests).toHaveLength(0);
    await thief.stop();
  });
});

describe('bad token endpoints, each with a clear error', () => {
  it('unreachable', async () => {
    const error = await refusal({ tokenUrl: 'http://127.0.0.1:1/connect/token' });
    expect(error).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE' });
    expect(error.message).toMatch(/No token from 127\.0\.0\.1:1: the request failed \(ECONNREFUSED\)\. Check tokenUrl/);
  });

  it('hanging', async () => {
    fake.onToken = () => undefined;
    const error = await refusal({ tokenTimeoutMs: 50, tokenDeadlineMs: 400 });
    expect(error).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE' });
    expect(error.message).toContain('did not answer within 50 ms');
  });

  it('hanging in the middle of its answer', async () => {
    fake.onToken = (_seen, response) => void response.writeHead(200, { 'content-length': '100' }).write('{');
    expect(await refusal({ tokenTimeoutMs: 50, tokenDeadlineMs: 400 })).toMatchObject({
      code: 'ERR_ASPOSE_UNAVAILABLE',
    });
  });

  it('closing the connection', async () => {
    fake.onToken = (_seen, response) => void response.destroy();
    expect((await refusal()).message).toContain('the request failed (ECONNRESET)');
  });

  it('speaking something else than HTTP', async () => {
    const server = createServer((socket) => socket.end('220 smtp ready\r\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await refusal({ tokenUrl: `http://127.0.0.1:${port}/` })).toMatchObject({ code: 'ERR_ASPOSE_UNAVAILABLE' });
    server.close();
  });

  it.each([
    ['an HTML page', (r: Parameters<typeof json>[0]) => r.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
    ['nothing', (r: Parameters<typeof json>[0]) => r.writeHead(200).end()],
    ['no token', (r: Parameters<typeof json>[0]) => json(r, 200, {})],
    ['404', (r: Parameters<typeof json>[0]) => json(r, 404, {})],
  ])('answering %s', async (_what, answer) => {
    fake.onToken = (_seen, response) => {
      answer(response);
    };
    const error = await refusal();
    expect(error).toMatchObject({ code: 'ERR_ASPOSE_TOKEN_RESPONSE' });
    expect(error.message).toContain(`Check that tokenUrl (${fake.url}/connect/token) is the token endpoint`);
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('answering without end', async () => {
    fake.onToken = (_seen, response) => void response.writeHead(200).end('x'.repeat(20_000_000));
    const error = await refusal();
    expect(error).toMatchObject({ code: 'ERR_ASPOSE_TOKEN_RESPONSE' });
    expect(error.message).toContain('it is larger than 64 KiB. Check that tokenUrl');
    expect(fake.tokenRequests).toHaveLength(1);
  });
});

describe('an error of the token endpoint', () => {
  it.each([
    ['a refusal', { fails: (r: Parameters<typeof json>[0]) => json(r, 400, { error: 'invalid_client' }) }],
    ['an outage', { fails: (r: Parameters<typeof json>[0]) => json(r, 500, {}) }],
    ['a broken connection', { fails: (r: Parameters<typeof json>[0]) => r.destroy() }],
    ['a strange answer', { fails: (r: Parameters<typeof json>[0]) => json(r, 200, { access_token: 'a b' }) }],
  ])('(%s) shows the secret in no way', async (_what, { fails }) => {
    fake.onToken = (_seen, response) => {
      fails(response);
    };
    const error = await refusal();
    const shown = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error), error.stack];
    expect(shown.join('\n')).not.toContain(fake.clientSecret);
    expect(shown.join('\n')).not.toContain('a b');
  });
});
