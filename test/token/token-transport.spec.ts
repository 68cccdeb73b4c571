import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type CreateAxiosDefaults } from 'axios';
import { createTokenTransport } from '../../lib/token/token-endpoint.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { settingsWith } from '../support/settings.js';
import { tlsFront } from '../support/tls.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

/** Sends a token request as the account's axios defaults say. */
function send(http: CreateAxiosDefaults = {}, origin = fake.url, headers: Record<string, string> = {}) {
  const settings = settingsWith({ tokenUrl: `${origin}/connect/token`, http });
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const { tokenUrl, clientId } = settings;
  return createTokenTransport(settings)({ tokenUrl, clientId, body, headers }, new AbortController().signal);
}

/** The fake by a name that only a lookup of its own or a proxy finds. */
const named = () => fake.url.replace('127.0.0.1', 'token.localhost');

describe('T-10 the reply of the token endpoint', () => {
  it.each([200, 302, 404, 500])('of status %d comes as it is: status, headers, text', async (status) => {
    fake.onToken = (_seen, response) => json(response, status, { a: 1 }, { 'Retry-After': '5', location: '/x' });
    const headers = expect.objectContaining({ 'content-type': 'application/json', 'retry-after': '5' });
    expect(await send()).toEqual({ status, headers, body: '{"a":1}' });
  });

  it('is at most 64 KiB long', async () => {
    fake.onToken = (_seen, response) => void response.end('x'.repeat(65_536));
    expect((await send()).body).toHaveLength(65_536);
    fake.onToken = (_seen, response) => void response.end('x'.repeat(65_537));
    expect(await caught(send())).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
  });

  it('that does not come leaves no credentials in the error’s request', async () => {
    fake.onToken = (_seen, response) => void response.destroy();
    const error = await caught(send({}, fake.url, { authorization: 'Basic aGlkZGVu' }));
    const { request } = error as { request: unknown };
    expect(fake.tokenRequests[0]?.headers.authorization).toBe('Basic aGlkZGVu');
    expect(inspect(request, { depth: 20, showHidden: true })).not.toContain('aGlkZGVu');
  });
});

describe('T-10 of the axios defaults, the token request takes how to reach the network', () => {
  it('httpAgent', async () => {
    const httpAgent = new Agent({ keepAlive: true });
    await send({ httpAgent });
    expect(Object.keys(httpAgent.freeSockets)).toHaveLength(1);
    httpAgent.destroy();
  });

  it('httpsAgent', async () => {
    const front = await tlsFront(fake.url);
    const httpsAgent = new TlsAgent({ ca: front.ca });
    expect((await send({ httpsAgent }, front.url)).status).toBe(200);
    await front.stop();
  });

  it('lookup and family', async () => {
    const asked: unknown[] = [];
    const lookup: CreateAxiosDefaults['lookup'] = (host, { family }: { family?: unknown }, done) => {
      asked.push([host, family]);
      done(null, '127.0.0.1', 4);
    };
    expect((await send({ lookup, family: 4 }, named())).status).toBe(200);
    expect(asked).toEqual([['token.localhost', 4]]);
  });

  it('proxy', async () => {
    const port = Number(new URL(fake.url).port);
    await send({ proxy: { host: '127.0.0.1', port } }, 'http://token.localhost');
    expect(fake.tokenRequests.map(({ url }) => url)).toEqual(['http://token.localhost/connect/token']);
  });

  it('insecureHTTPParser', async () => {
    const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n';
    const server = createServer((socket) => void socket.once('data', () => socket.end(answer)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await caught(send({}, origin))).toMatchObject({ code: expect.stringMatching(/^HPE_/) });
    expect(await send({ insecureHTTPParser: true }, origin)).toMatchObject({ status: 200, body: '{}' });
    server.close();
  });

  it('nothing where they are undefined', async () => {
    expect((await send({ httpAgent: undefined, lookup: undefined, family: undefined })).status).toBe(200);
  });

  it('and nothing else', async () => {
    const adapter = () => Promise.reject(new Error('not this one'));
    await send({
      adapter,
      method: 'put',
      headers: { 'x-own': 'yes' },
      params: { own: 1 },
      transformRequest: () => 'other',
      validateStatus: () => false,
    });
    const [{ method, url, headers, body }] = fake.tokenRequests as [(typeof fake.tokenRequests)[0]];
    expect([method, url, headers['x-own'], body.toString()]).toEqual([
      'POST',
      '/connect/token',
      undefined,
      'grant_type=client_credentials',
    ]);
  });

  it('and not the process-wide adapter', async () => {
    const { adapter } = axios.defaults;
    axios.defaults.adapter = () => Promise.reject(new Error('not this one'));
    try {
      expect((await send()).status).toBe(200);
    } finally {
      axios.defaults.adapter = adapter!;
    }
  });
});
