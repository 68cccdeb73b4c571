import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { undiciAdapter } from '../../lib/undici/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { revoked } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';
import { ADAPTERS, NODE_ADAPTERS } from './adapters.js';

let fake: FakeAspose;
let third: FakeAspose;
beforeEach(async () => {
  [fake, third] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
  third.onApi = (_seen, response) => json(response, 200, {});
});
afterEach(() => Promise.all([fake.stop(), third.stop()]));

function redirect(server: FakeAspose, routes: Record<string, string>, status = 302): void {
  const respond = server.onApi;
  server.onApi = (seen, response) => {
    const location = routes[seen.url];
    return location ? void response.writeHead(status, { location }).end('elsewhere') : respond(seen, response);
  };
}
const seen = () => [...fake.apiRequests, ...third.apiRequests].sort((a, b) => a.at - b.at);
const hops = () => seen().map(({ url, headers }) => `${url} ${headers.authorization?.split(' ')[0] ?? '-'}`);

const own = () => fake.url;
const other = () => third.url;
const alias = () => fake.url.replace('127.0.0.1', 'localhost');
const bare = (url: string) => url.replace('http:', '');

describe.each(ADAPTERS)('H-1 a redirect by $name', ({ name, adapter }) => {
  const setUp = () => authorized({ ...fake.options, http: { adapter } });

  it.each<[string, () => Record<string, string>, string[]]>([
    ['own → own, absolute', () => ({ '/a': `${own()}/b` }), ['/a Bearer', '/b Bearer']],
    ['own → own, by path', () => ({ '/a': '/b' }), ['/a Bearer', '/b Bearer']],
    ['own → own, by a relative path', () => ({ '/a': 'b?c=d' }), ['/a Bearer', '/b?c=d Bearer']],
    ['own → own, without scheme', () => ({ '/a': `${bare(own())}/b` }), ['/a Bearer', '/b Bearer']],
    ['own → other', () => ({ '/a': `${other()}/x` }), ['/a Bearer', '/x -']],
    ['own → other, without scheme', () => ({ '/a': `${bare(other())}/x` }), ['/a Bearer', '/x -']],
    ['own → own → other', () => ({ '/a': '/b', '/b': `${other()}/x` }), ['/a Bearer', '/b Bearer', '/x -']],
    ['own → another name of the same host', () => ({ '/a': `${alias()}/b` }), ['/a Bearer', '/b -']],
  ])('%s', async (_what, routes, expected) => {
    redirect(fake, routes());
    const { axios: client } = setUp();
    await client.get('/a', { validateStatus: () => true });
    expect([hops(), fake.tokenRequests.length]).toEqual([expected, 1]);
  });

  it('to another origin and back stays without a token', async () => {
    redirect(fake, { '/a': `${third.url}/x` });
    redirect(third, { '/x': `${fake.url}/b` });
    await setUp().axios.get('/a', { validateStatus: () => true });
    expect(hops().slice(0, 3)).toEqual(['/a Bearer', '/x -', '/b -']);
    // fetch reveals only the final URL, which is the own origin: the 401 there causes a token request
    expect(fake.tokenRequests).toHaveLength(name === 'fetch' ? 2 : 1);
  });

  it.each([
    [301, 'POST', ['POST', 'GET']],
    [302, 'POST', ['POST', 'GET']],
    [303, 'POST', ['POST', 'GET']],
    [303, 'PUT', ['PUT', 'GET']],
    [303, 'HEAD', ['HEAD', 'HEAD']],
    [302, 'PUT', ['PUT', 'PUT']],
    [307, 'POST', ['POST', 'POST']],
    [308, 'PUT', ['PUT', 'PUT']],
  ])('%d of %s becomes %p', async (status, method, methods) => {
    redirect(fake, { '/a': '/b' }, status);
    const data = method === 'HEAD' ? undefined : { a: 1 };
    await setUp().axios.request({ url: '/a', method, data });
    expect(seen().map((request) => request.method)).toEqual(methods);
    const isKept = methods[1] === method && data;
    const { body, headers } = seen()[1]!;
    expect([String(body), headers['content-type']]).toEqual(isKept ? ['{"a":1}', 'application/json'] : ['', undefined]);
  });

  it.each([307, 308])('%d keeps the body, and the token only at its own origin', async (status) => {
    redirect(fake, { '/a': '/b', '/b': `${third.url}/x` }, status);
    expect((await setUp().axios.post('/a', 'the body')).status).toBe(200);
    expect(hops()).toEqual(['/a Bearer', '/b Bearer', '/x -']);
    expect(seen().map(({ body }) => String(body))).toEqual(['the body', 'the body', 'the body']);
  });

  it('to a 401 of the own origin is replayed from the beginning, with its body', async () => {
    const { axios: client } = await revoked(fake, { adapter });
    redirect(fake, { '/a': '/b' }, 307);
    expect((await client.post('/a', 'the body')).status).toBe(200);
    expect(hops()).toEqual(['/a Bearer', '/b Bearer', '/a Bearer', '/b Bearer']);
    expect([seen().length, fake.tokenRequests.length]).toEqual([4, 1]);
  });

  it('to a 401 of another origin causes no token request', async () => {
    third.onApi = (_seen, response) => json(response, 401, {});
    redirect(fake, { '/a': `${third.url}/x` });
    const { axios: client, tokens } = setUp();
    const { value } = await tokens.getToken();
    for (const responseType of ['json', 'stream'] as const) {
      await expect(client.get('/a', { responseType })).rejects.toMatchObject({ response: { status: 401 } });
    }
    expect(hops()).toEqual(['/a Bearer', '/x -', '/a Bearer', '/x -']);
    expect([fake.tokenRequests.length, tokens.current()?.value === value]).toEqual([1, true]);
  });
});

describe.each(NODE_ADAPTERS)('a redirect by $name', ({ adapter }) => {
  const setUp = () => authorized({ ...fake.options, http: { adapter } });
  const getResponseUrl = ({ request }: AxiosResponse) => (request as { res: { responseUrl: string } }).res.responseUrl;

  it('is visible in responseUrl', async () => {
    redirect(fake, { '/a?b=1': '/c?d=2' });
    const { axios: client } = setUp();
    expect(getResponseUrl(await client.get('/a', { params: { b: 1 } }))).toBe(`${fake.url}/c?d=2`);
    expect(getResponseUrl(await client.get('/e'))).toBe(`${fake.url}/e`);
  });

  it('is not followed with maxRedirects: 0', async () => {
    redirect(fake, { '/a': `${third.url}/x` });
    const error = await caught(setUp().axios.get('/a', { maxRedirects: 0 }));
    expect(error).toMatchObject({
      response: { status: 302, data: 'elsewhere', headers: { location: `${third.url}/x` } },
    });
    expect(hops()).toEqual(['/a Bearer']);
  });

  it.each([
    [3, 4],
    [undefined, 22],
  ])('in a loop is followed, with maxRedirects %p in %p requests', async (maxRedirects, requests) => {
    redirect(fake, { '/a': '/b', '/b': '/a' });
    const error = await caught(setUp().axios.get('/a', { maxRedirects }));
    expect(error).toMatchObject({
      code: 'ERR_FR_TOO_MANY_REDIRECTS',
      message: 'Maximum number of redirects exceeded',
    });
    expect([hops().length, fake.tokenRequests.length]).toEqual([requests, 1]);
  });

  it.each([
    ['to an invalid address', 'http://'],
    ['to another protocol', 'ftp://127.0.0.1/'],
  ])('%s fails', async (_where, location) => {
    redirect(fake, { '/a': location });
    expect(await caught(setUp().axios.get('/a'))).toMatchObject({ code: 'ERR_FR_REDIRECTION_FAILURE' });
    expect(hops()).toEqual(['/a Bearer']);
  });

  it('does not send credentials, cookies and sensitiveHeaders to another origin', async () => {
    redirect(fake, { '/a': '/b', '/b': `${third.url}/x` });
    third.onApi = (_seen, response) => json(response, 200, {});
    const config = {
      adapter,
      auth: { username: 'u', password: 'p' },
      headers: { Cookie: 'c=1', 'X-Key': 'k', 'x-other': 'o' },
      sensitiveHeaders: ['x-key'],
      validateStatus: () => true,
    } as AxiosRequestConfig;
    await axios.get(`${fake.url}/a`, config);
    const kept = seen().map(({ headers }) => [
      headers.authorization,
      headers.cookie,
      headers['x-key'],
      headers['x-other'],
    ]);
    expect(kept).toEqual([
      ['Basic dTpw', 'c=1', 'k', 'o'],
      ['Basic dTpw', 'c=1', 'k', 'o'],
      [undefined, undefined, undefined, 'o'],
    ]);
  });

  it('can be changed by beforeRedirect, whose error ends the call', async () => {
    redirect(fake, { '/a': '/b' }, 307);
    const beforeRedirect = jest.fn((options: Record<string, unknown>) => {
      options.headers = { ...(options.headers as object), 'x-added': '1' };
      options.auth = 'own:word';
    });
    const config = { adapter, beforeRedirect, validateStatus: () => true } as AxiosRequestConfig;
    await axios.post(`${fake.url}/a`, 'body', config);
    const { host, hostname, port } = new URL(fake.url);
    const { headers } = fake.apiRequests[1]!;
    expect([headers['x-added'], headers.authorization]).toEqual(['1', 'Basic b3duOndvcmQ=']);
    const [options, response, request] = beforeRedirect.mock.calls[0] as unknown as Record<string, unknown>[];
    expect(options).toMatchObject({
      ...{ href: `${fake.url}/b`, hostname, port: Number(port), protocol: 'http:', path: '/b', method: 'POST' },
    });
    expect(response).toMatchObject({ statusCode: 307, headers: { location: '/b' } });
    expect(request).toMatchObject({ url: `${fake.url}/a`, method: 'POST', headers: { Host: host } });
    const failing = {
      ...config,
      beforeRedirect: () => {
        throw new Error('not there');
      },
    };
    expect(await caught(axios.post(`${fake.url}/a`, 'body', failing))).toMatchObject({
      code: 'ERR_FR_REDIRECTION_FAILURE',
      message: 'Redirected request failed: not there',
    });
  });

  it('keeps blobs and forms', async () => {
    redirect(fake, { '/a': '/b' }, 308);
    const form = new FormData();
    form.set('file', new Blob(['the file']), 'a.txt');
    for (const data of [new Blob(['the blob']), form]) await setUp().axios.post('/a', data);
    const [blob, again, first, second] = seen();
    expect([String(blob?.body), String(again?.body)]).toEqual(['the blob', 'the blob']);
    expect(String(first?.body)).toContain('the file');
    expect(second?.sha256).toBe(first?.sha256);
    expect(second?.headers['content-type']).toBe(first?.headers['content-type']);
  });
});

describe('a redirect by undici', () => {
  it('that keeps the method is not followed with a one-shot body, which axios’ http adapter keeps in memory', async () => {
    redirect(fake, { '/a': '/b' }, 307);
    const { axios: client } = authorized({ ...fake.options, http: { adapter: undiciAdapter } });
    const error = await caught(client.put('/a', Readable.from(['the body'])));
    expect(error).toMatchObject({ response: { status: 307, headers: { location: '/b' } } });
    expect(seen().map(({ body }) => String(body))).toEqual(['the body']);
    redirect(fake, { '/c': '/d' }, 303);
    expect((await client.put('/c', Readable.from(['the body']))).status).toBe(200);
  });

  it('with an endless body costs its connection, and does not delay the call', async () => {
    fake.onApi = (request, response) => {
      if (request.url === '/b') return json(response, 200, {});
      response.writeHead(302, { location: '/b' });
      response.write('x'.repeat(request.url === '/large' ? 200_000 : 1));
    };
    const { axios: client } = authorized({ ...fake.options, http: { adapter: undiciAdapter, maxRedirects: 1 } });
    for (const url of ['/large', '/endless']) expect((await client.get(url)).status).toBe(200);
  });
});
