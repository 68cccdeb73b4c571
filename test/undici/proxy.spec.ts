import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import { ProxyAgent } from 'undici';
import { undiciAdapter } from '../../lib/undici/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { type TlsFront, tlsFront } from '../support/tls.js';
import { caught } from '../support/token-harness.js';
import { NODE_ADAPTERS } from './adapters.js';

/** What the proxy has received: the request line and the headers. */
type Received = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

let fake: FakeAspose;
let third: FakeAspose;
let proxy: Server;
let received: Received[];
let isAuthorized: (request: Received) => boolean;

beforeEach(async () => {
  [fake, third] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
  third.onApi = (_seen, response) => json(response, 200, {});
  received = [];
  isAuthorized = () => true;
  proxy = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    received.push({ method, url, headers });
    if (!isAuthorized({ method, url, headers })) {
      incoming.resume();
      return void outgoing.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
    }
    const rest = Object.entries(headers).filter(([name]) => name !== 'proxy-authorization');
    const onward = request(url, { method, headers: Object.fromEntries(rest) }, (forwarded) => {
      outgoing.writeHead(forwarded.statusCode ?? 502, forwarded.headers);
      forwarded.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  proxy.on('connect', ({ method, url = '', headers }: IncomingMessage, socket) => {
    received.push({ method, url, headers });
    if (!isAuthorized({ method, url, headers })) return void socket.end('HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n');
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
  delete process.env.http_proxy;
  delete process.env.no_proxy;
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await Promise.all([fake.stop(), third.stop()]);
});

const address = () => ({ host: '127.0.0.1', port: (proxy.address() as AddressInfo).port, protocol: 'http' });
const schemes = () =>
  received.map(({ url, headers }) => [url?.replace(/^http:..[^/]+/, ''), headers.authorization?.split(' ')[0] ?? '-']);
const showsToken = (value: unknown) => /tok-[\da-f]{4}/.test(inspect(value, { depth: 12, showHidden: true }));

describe.each(NODE_ADAPTERS)('H-1 through a proxy by $name', ({ adapter }) => {
  const setUp = (own: object = {}) =>
    authorized({ ...fake.options, http: { adapter, proxy: { ...address(), ...own } } }).axios;

  it('a request has its token, its body and the address of the server', async () => {
    const response = await setUp().put('/x', 'the body', { params: { a: 'b c' } });
    expect(schemes()).toEqual([
      ['/connect/token', '-'],
      ['/x?a=b+c', 'Bearer'],
    ]);
    expect(received[1]).toMatchObject({ url: `${fake.url}/x?a=b+c`, headers: { host: new URL(fake.url).host } });
    expect(String(fake.apiRequests[0]?.body)).toBe('the body');
    expect(showsToken(response)).toBe(false);
  });

  it('another origin gets no token, requested or redirected to; the own origin keeps it', async () => {
    const client = setUp();
    const respond = fake.onApi;
    const routes: Record<string, string> = { '/home': '/b', '/leave': `${third.url}/z` };
    fake.onApi = (seen, response) => {
      const location = routes[seen.url];
      return location ? void response.writeHead(302, { location }).end() : respond(seen, response);
    };
    for (const url of [`${third.url}/y`, '/leave', '/home']) await client.get(url);
    expect(schemes()).toEqual([
      ['/y', '-'],
      ['/connect/token', '-'],
      ['/leave', 'Bearer'],
      ['/z', '-'],
      ['/home', 'Bearer'],
      ['/b', 'Bearer'],
    ]);
  });

  it('the credentials of the proxy are sent in addition to the token, also on a replay', async () => {
    const client = setUp({ auth: { username: 'u', password: 'p' } });
    isAuthorized = ({ headers }) => headers['proxy-authorization'] === 'Basic dTpw';
    await client.get('/x');
    fake.revokeAll();
    expect((await client.get('/x')).status).toBe(200);
    expect([fake.tokenRequests.length, fake.apiRequests.length]).toEqual([2, 3]);
    expect(fake.apiRequests.every(({ headers }) => !('proxy-authorization' in headers))).toBe(true);
  });

  it('the caller gets a 407, and no token is requested', async () => {
    const client = setUp();
    await client.get('/x');
    isAuthorized = () => false;
    expect(await caught(client.get('/x'))).toMatchObject({ response: { status: 407 } });
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it.each([
    ['uses the proxy of the environment', 'http://a.test', {}, undefined, 1],
    [
      'bypasses the proxy of the environment if no_proxy exempts the server',
      'http://b.test',
      { no_proxy: '*' },
      undefined,
      0,
    ],
    ['bypasses the proxy of the environment with proxy: false', 'http://c.test', {}, false, 0],
  ])('a request %s', async (_what, url, environment, choice, proxied) => {
    process.env.http_proxy = `http://127.0.0.1:${address().port}`;
    Object.assign(process.env, environment);
    const config = { adapter, ...(choice === false && { proxy: false }) } as AxiosRequestConfig;
    await axios.get(url || third.url, { ...config, timeout: 1_000 }).catch(() => undefined);
    expect([received.length, third.apiRequests.length]).toEqual([proxied, url ? 0 : 1]);
  });
});

describe('H-2 through a tunnel by undici', () => {
  let front: TlsFront;
  beforeEach(async () => {
    front = await tlsFront(fake.url);
  });
  afterEach(() => front.stop());

  it('the proxy sees neither token nor secret', async () => {
    const dispatcher = new ProxyAgent({
      uri: `http://127.0.0.1:${address().port}`,
      requestTls: { ca: front.ca },
    });
    const http = { adapter: undiciAdapter, dispatcher } as object;
    const tokenUrl = `${fake.url}/connect/token`;
    const { axios: client } = authorized({ ...fake.options, tokenUrl, baseUrl: front.url, http });
    const response = await client.get('/x');
    expect(received.map(({ method }) => method)).toEqual(['CONNECT']);
    expect([JSON.stringify(received).includes('tok-'), showsToken(response)]).toEqual([false, false]);
    expect(fake.apiRequests[0]?.headers.authorization).toMatch(/^Bearer /);
    await dispatcher.close();
  });

  it('of the config, the server’s certificate is verified, and only the proxy gets the proxy’s credentials', async () => {
    const proxy = { ...address(), auth: { username: 'u', password: 'p' } };
    const headers = { 'Proxy-Authorization': 'Basic own' };
    const config = { adapter: undiciAdapter, proxy, headers };
    expect(await caught(axios.get(front.url, config))).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(received.map((one) => [one.method, one.headers['proxy-authorization']])).toEqual([
      ['CONNECT', 'Basic dTpw'],
    ]);
  });

  it('that the proxy rejects, the call fails; axios’ http adapter returns the 407', async () => {
    isAuthorized = () => false;
    const error = await caught(axios.get(front.url, { adapter: undiciAdapter, proxy: address() }));
    expect(error).toMatchObject({ code: 'ERR_NETWORK', message: expect.stringContaining('407'), isAxiosError: true });
  });

  it('that the proxy closes, the call fails at once, without endless reconnects', async () => {
    proxy.removeAllListeners('connect').on('connect', ({ method, url = '', headers }: IncomingMessage, socket) => {
      received.push({ method, url, headers });
      socket.end();
    });
    const error = await caught(axios.get(front.url, { adapter: undiciAdapter, proxy: address(), timeout: 5_000 }));
    expect(error).toMatchObject({ code: 'ECONNRESET', message: 'socket hang up', isAxiosError: true });
    await sleep(100);
    expect(received).toHaveLength(1);
  });
});
