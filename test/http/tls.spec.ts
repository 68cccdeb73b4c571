import { once } from 'node:events';
import { Agent } from 'node:https';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { type TlsFront, tlsFront } from '../support/tls.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
let front: TlsFront;
let httpsAgent: Agent;
const trusting = (options: object = {}) => new Agent({ keepAlive: true, ca: front.ca, ...options });
beforeEach(async () => {
  fake = await FakeAspose.start();
  front = await tlsFront(fake.url);
  httpsAgent = trusting();
});
afterEach(async () => {
  httpsAgent.destroy();
  await front.stop();
  await fake.stop();
});

/** The token comes over plain http, so that every socket of the agent is opened by a request that carries it. */
const setUp = () => {
  const tokenUrl = `${fake.url}/connect/token`;
  return authorized({ ...fake.options, baseUrl: front.url, tokenUrl, http: { httpsAgent } });
};

/** The names of the parts whose printout holds any token, or the secret: a text of megabytes is nothing to compare. */
function leaksIn(parts: Record<string, unknown>): string[] {
  return Object.entries(parts)
    .filter(([, part]) => {
      const printed = inspect(part, { depth: 15, showHidden: true, maxArrayLength: null, maxStringLength: null });
      const basic = Buffer.from(`${fake.clientId}:${fake.clientSecret}`).toString('base64');
      return /tok-[\da-f]{4}/.test(printed) || printed.includes(fake.clientSecret) || printed.includes(basic);
    })
    .map(([name]) => name);
}

function partsOf(outcome: unknown): Record<string, unknown> {
  const { response, request, data, cause } = outcome as AxiosError & AxiosResponse;
  return { outcome, response, request, data, cause, requestOfResponse: response?.request as unknown };
}

describe('H-2 over TLS, where sockets keep the options of the request that opened them', () => {
  it('T-10 the agent of a token request with Basic credentials does not show them, granted or refused', async () => {
    const { tokens } = authorized({
      ...fake.options,
      tokenUrl: `${front.url}/connect/token`,
      clientAuthentication: 'basic',
      http: { httpsAgent },
    });
    tokens.reject(await tokens.getToken());
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    const refused = await caught(tokens.getToken());
    expect(fake.tokenRequests[0]?.headers.authorization).toMatch(/^Basic /);
    expect(leaksIn({ agent: httpsAgent, refused })).toEqual([]);
  });

  it('a client of nobody’s shows a token in its agent: the hiding place is real', async () => {
    const { tokens } = setUp();
    const { authorization } = await tokens.getToken();
    const agent = trusting();
    const answer = await axios.get(`${front.url}/x`, { httpsAgent: agent, headers: { authorization } });
    expect(leaksIn({ ...partsOf(answer), agent })).toEqual(expect.arrayContaining(['outcome', 'request', 'agent']));
    agent.destroy();
  });

  const failing = (f: FakeAspose) => {
    f.onApi = (_seen, response) => json(response, 500, {});
  };
  const breaking = (f: FakeAspose) => {
    f.onApi = (_seen, response) => void response.destroy();
  };
  const hanging = (f: FakeAspose) => {
    f.onApi = () => undefined;
  };
  const redirecting = (f: FakeAspose) => {
    const answer = f.onApi;
    f.onApi = (seen, response) =>
      seen.url === '/x' ? void response.writeHead(307, { location: '/y' }).end() : answer(seen, response);
  };
  it.each<[string, (f: FakeAspose) => void, AxiosRequestConfig]>([
    ['an answer', () => undefined, {}],
    ['an answer without redirects', () => undefined, { maxRedirects: 0 }],
    ['an answer after a redirect', redirecting, {}],
    ['a streamed answer', () => undefined, { responseType: 'stream' }],
    ['a streamed answer without redirects', () => undefined, { responseType: 'stream', maxRedirects: 0 }],
    ['an upload', () => undefined, { method: 'put', data: Buffer.alloc(100_000) }],
    ['an upload of a stream', () => undefined, { method: 'put', data: () => Readable.from([Buffer.alloc(100_000)]) }],
    ['an error 500', failing, {}],
    ['an error 500 without redirects', failing, { maxRedirects: 0 }],
    ['a replay', (f) => f.revokeAll(), {}],
    ['a streamed replay without redirects', (f) => f.revokeAll(), { responseType: 'stream', maxRedirects: 0 }],
    ['a broken connection', breaking, {}],
    ['a timeout', hanging, { timeout: 80 }],
    ['a timeout without redirects', hanging, { timeout: 80, maxRedirects: 0 }],
  ])('%s shows none: not the answer, its request, its stream, nor the agent', async (_what, prepare, config) => {
    const { axios: client, tokens } = setUp();
    await tokens.getToken();
    prepare(fake);
    const outcome: unknown = await client.request({ url: '/x', ...config }).catch((error: unknown) => error);
    expect(leaksIn({ ...partsOf(outcome), httpsAgent })).toEqual([]);
    const { data } = outcome as { data?: unknown };
    if (data instanceof Readable) expect(await text(data)).toContain('ok');
    await sleep(5); // the socket is free
    expect(leaksIn({ ...partsOf(outcome), httpsAgent })).toEqual([]);
    expect(fake.apiRequests[0]?.headers.authorization?.slice(0, 7)).toBe('Bearer ');
  });

  it.each([{}, { maxRedirects: 0 }])(
    'requests that stood in a queue show none, answered or given up (%p)',
    async (config) => {
      httpsAgent = trusting({ maxSockets: 1 });
      const { axios: client, tokens } = setUp();
      await tokens.getToken();
      const answer = fake.onApi;
      fake.onApi = async (seen, response) => {
        await sleep(100);
        await answer(seen, response);
      };
      const abort = new AbortController();
      const calls = [
        client.get('/first', config),
        client.get('/second', config),
        client.get('/late', { ...config, timeout: 30 }),
        client.put('/aborted', 'body', { ...config, signal: abort.signal }),
      ].map((call) => call.catch((error: unknown) => error));
      setTimeout(() => abort.abort(), 30);
      const outcomes = await Promise.all(calls);
      await sleep(5);
      expect(outcomes).toMatchObject([
        { status: 200 },
        { status: 200 },
        { code: 'ECONNABORTED' },
        { code: 'ERR_CANCELED' },
      ]);
      for (const outcome of outcomes) expect(leaksIn(partsOf(outcome))).toEqual([]);
      expect(leaksIn({ httpsAgent })).toEqual([]);
    },
  );
});

describe('T-10 the token request over TLS', () => {
  const tls = () => ({ ...fake.options, baseUrl: front.url });

  it('to a certificate that nobody vouches for is not sent; the error names the code and what to do', async () => {
    const { axios: client } = authorized(tls());
    const error = await caught(client.get('/x'));
    expect(error).toMatchObject({
      code: 'ERR_ASPOSE_UNAVAILABLE',
      message: expect.stringMatching(
        /No token from 127\.0\.0\.1:\d+: .*\(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Check tokenUrl/,
      ),
    });
    expect([fake.tokenRequests.length, fake.apiRequests.length]).toEqual([0, 0]);
    expect(leaksIn({ error })).toEqual([]);
  });

  it('goes through http.httpsAgent, over the socket that the API’s requests use next', async () => {
    const { axios: client } = authorized({ ...tls(), http: { httpsAgent } });
    const opened = once(httpsAgent, 'free');
    expect((await client.get('/x')).status).toBe(200);
    await opened;
    expect(fake.tokenRequests).toHaveLength(1);
    expect(Object.values(httpsAgent.freeSockets).flat()).toHaveLength(1);
  });

  it('leaves the API’s own certificate to the caller: no token is sent to one that is not trusted', async () => {
    const { axios: client } = authorized({ ...tls(), tokenUrl: `${fake.url}/connect/token` });
    const error = await caught(client.get('/x'));
    expect([axios.isAxiosError(error), (error as AxiosError).code]).toEqual([true, 'DEPTH_ZERO_SELF_SIGNED_CERT']);
    expect([fake.tokenRequests.length, fake.apiRequests.length]).toEqual([1, 0]);
    expect(leaksIn(partsOf(error))).toEqual([]);
  });
});
