import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { Agent } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import * as undici from 'undici';
import { createUndiciAdapter } from '../../lib/undici/undici-adapter.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { tlsFront } from '../support/tls.js';
import { caught } from '../support/token-harness.js';

/** What the proxy in between has heard: the request line, and the headers that are for it or for the server. */
type Heard = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

let fake: FakeAspose;
let third: FakeAspose;
let proxy: Server;
let heard: Heard[];
/** Whether the proxy lets a request through. */
let admits: (heard: Heard) => boolean;

beforeEach(async () => {
  [fake, third] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
  third.onApi = (_seen, response) => json(response, 200, {});
  heard = [];
  admits = () => true;
  proxy = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    heard.push({ method, url, headers });
    if (!admits({ method, url, headers })) {
      incoming.resume();
      return void outgoing.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
    }
    if (!URL.canParse(url)) return void outgoing.writeHead(401).end(); // a path of the proxy's own
    const rest = Object.entries(headers).filter(([name]) => name !== 'proxy-authorization');
    const onward = request(url, { method, headers: Object.fromEntries(rest) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  proxy.on('connect', ({ method, url = '', headers }: IncomingMessage, socket) => {
    heard.push({ method, url, headers });
    const onward = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    socket.on('error', () => onward.destroy()).on('close', () => onward.destroy());
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await Promise.all([fake.stop(), third.stop()]);
});

const address = () => ({ host: '127.0.0.1', port: (proxy.address() as AddressInfo).port, protocol: 'http' });
const setUp = (own: object = {}) => authorized({ ...fake.options, http: { proxy: { ...address(), ...own } } });
const schemes = (requests: readonly Heard[]) =>
  requests.map(({ url, headers }) => [url?.replace(/^http:..[^/]+/, ''), headers.authorization?.split(' ')[0] ?? '-']);

/** Printed at any depth; only whether, never what. */
function shows(outcome: unknown): boolean {
  const { response, request: sent, data } = outcome as AxiosError & AxiosResponse;
  return [outcome, response, sent, data].some((part) => {
    const text = inspect(part, { depth: 15, showHidden: true, maxStringLength: null });
    return /tok-[\da-f]{4}/.test(text) || text.includes(fake.clientSecret);
  });
}

describe('H-1 with a proxy in between', () => {
  it('the token request and the call go through it, and the call carries the token', async () => {
    const { axios: client } = setUp();
    const answer = await client.put('/x', 'the body');
    expect(schemes(heard)).toEqual([
      ['/connect/token', '-'],
      ['/x', 'Bearer'],
    ]);
    expect(String(fake.apiRequests[0]?.body)).toBe('the body');
    expect(shows(answer)).toBe(false);
  });

  it('another origin gets none, asked for or redirected to; home keeps it', async () => {
    const { axios: client } = setUp();
    const answer = fake.onApi;
    const routes: Record<string, string> = { '/home': '/b', '/leave': `${third.url}/z` };
    fake.onApi = (seen, response) => {
      const location = routes[seen.url];
      return location ? void response.writeHead(302, { location }).end() : answer(seen, response);
    };
    await client.get(`${third.url}/y`);
    await client.get('/leave');
    await client.get('/home');
    expect(schemes(heard)).toEqual([
      ['/y', '-'],
      ['/connect/token', '-'],
      ['/leave', 'Bearer'],
      ['/z', '-'],
      ['/home', 'Bearer'],
      ['/b', 'Bearer'],
    ]);
  });

  it('the proxy itself gets none when it is asked for a path of its own, and its 401 costs none', async () => {
    const { axios: client } = authorized(fake.options);
    const { host, port } = address();
    await client.get(`http://${host}:${port}/own`, { validateStatus: () => true });
    expect(schemes(heard)).toEqual([['/own', '-']]);
    expect(fake.tokenRequests).toHaveLength(0);
  });
});

describe('H-3, H-6 the proxy’s own authorisation', () => {
  it('goes beside the token, and both attempts of a replay carry it', async () => {
    const { axios: client } = setUp({ auth: { username: 'u', password: 'p' } });
    admits = ({ headers }) => headers['proxy-authorization'] === 'Basic dTpw';
    await client.get('/x');
    fake.revokeAll();
    const answer = await client.get('/x');
    expect([answer.status, fake.tokenRequests.length, fake.apiRequests.length]).toEqual([200, 2, 3]);
    expect(fake.apiRequests.every(({ headers }) => headers.authorization?.startsWith('Bearer '))).toBe(true);
    expect(shows(answer)).toBe(false);
  });

  it('refused with 407 is the caller’s, and costs no token', async () => {
    const { axios: client, tokens } = setUp();
    const { value } = await tokens.getToken();
    admits = () => false;
    const error = await caught(client.get('/x'));
    expect(error).toMatchObject({ response: { status: 407 } });
    expect(error).not.toHaveProperty('asposeAuth');
    expect([heard.length, fake.tokenRequests.length, tokens.current()?.value === value]).toEqual([2, 1, true]);
    expect(shows(error)).toBe(false);
  });

  it('refused with 407 to the token request is no refusal of the credentials', async () => {
    const { axios: client } = setUp();
    admits = () => false;
    const error = await caught(client.get('/x'));
    expect(error).toMatchObject({ name: 'AsposeAuthError', status: 407 });
    expect(['ERR_ASPOSE_UNAVAILABLE', 'ERR_ASPOSE_TOKEN_RESPONSE']).toContain((error as { code: string }).code);
    expect([fake.tokenRequests.length, fake.apiRequests.length, shows(error)]).toEqual([0, 0, false]);
  });
});

it('H-2 through a tunnel to https the proxy sees neither token nor secret', async () => {
  const front = await tlsFront(fake.url);
  const httpsAgent = new Agent({ ca: front.ca, keepAlive: true });
  const http = { proxy: address(), httpsAgent };
  const { axios: client } = authorized({ ...fake.options, baseUrl: front.url, http });
  const answer = await client.get('/x');
  const streamed = await client.get('/x', { responseType: 'stream', maxRedirects: 0 });
  streamed.data.resume();
  expect(new Set(heard.map(({ method }) => method))).toEqual(new Set(['CONNECT']));
  const text = JSON.stringify(heard);
  expect([text.includes('tok-'), text.includes(fake.clientSecret)]).toEqual([false, false]);
  expect(fake.apiRequests.map(({ headers }) => headers.authorization?.split(' ')[0])).toEqual(['Bearer', 'Bearer']);
  expect([shows(answer), shows(streamed)]).toEqual([false, false]);
  httpsAgent.destroy();
  await front.stop();
});

describe('H-9 plain http to this machine and a proxy of the environment', () => {
  const VARIABLES = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy'];
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  const set = (variable: string) => {
    for (const name of VARIABLES) delete process.env[name];
    process.env[variable] = `http://127.0.0.1:${address().port}`;
  };
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it.each([
    ['HTTP_PROXY', '127.0.0.1'],
    ['ALL_PROXY', '127.0.0.1'],
    ['http_proxy', 'localhost'],
  ])('%s never sees the token for http://%s', async (variable, host) => {
    set(variable);
    const { axios: client } = authorized({ ...fake.options, baseUrl: fake.url.replace('127.0.0.1', host) });
    await client.get('/x');
    fake.revokeAll();
    const { config } = await client.put('/x', 'body', { maxRedirects: 0 });
    expect(schemes(heard).filter(([, scheme]) => scheme === 'Bearer')).toEqual([]);
    expect(fake.apiRequests).toHaveLength(3);
    expect([config.proxy, config.httpAgent]).toEqual([undefined, undefined]);
  });

  it.each(['HTTP_PROXY', 'ALL_PROXY'])('%s never sees the secret of a token request', async (variable) => {
    set(variable);
    await authorized(fake.options).tokens.getToken();
    expect([heard.length, fake.tokenRequests.length]).toEqual([0, 1]);
  });

  it.each<[string, AxiosRequestConfig]>([
    ['axios', {}],
    ['undici', { adapter: createUndiciAdapter(undici) }],
  ])('calls of AsposeClient without a token are direct, too (%s)', async (_what, http) => {
    set('HTTP_PROXY');
    const { axios: client } = authorized({ anonymous: true, baseUrl: third.url, http: http as object });
    const { config } = await client.get('/x');
    expect([heard.length, third.apiRequests.length, config.proxy]).toEqual([0, 1, undefined]);
  });

  it('an attached instance sends its calls with a token directly, and its other calls as without us', async () => {
    set('HTTP_PROXY');
    const { authorizer } = authorized(fake.options);
    const instance = axios.create();
    authorizer.attach(instance);
    await instance.get(`${fake.url}/x`);
    await instance.get(`${third.url}/y`);
    const paths = schemes(heard).map(([path]) => path);
    expect([paths.includes('/x'), paths.includes('/y')]).toEqual([false, true]);
  });

  it('does not concern other machines, nor a proxy that the options name', async () => {
    set('HTTP_PROXY');
    const { axios: client } = setUp();
    await client.get('/x');
    expect(schemes(heard)).toEqual([
      ['/connect/token', '-'],
      ['/x', 'Bearer'],
    ]);
    const { axios: direct } = authorized({ anonymous: true, baseUrl: fake.url });
    await caught(direct.get('http://words.test/z'));
    expect(heard.at(-1)?.url).toBe('http://words.test/z');
  });
});
