import { Agent } from 'node:https';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AxiosRequestConfig } from 'axios';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { revoked } from '../support/revoked.js';
import { tlsFront } from '../support/tls.js';

let fake: FakeAspose;
let third: FakeAspose;
beforeEach(async () => {
  [fake, third] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
  third.onApi = (_seen, response) => json(response, 200, {});
});
afterEach(() => Promise.all([fake.stop(), third.stop()]));

/** Lets a server answer some paths with a redirect and the others as before. */
function route(server: FakeAspose, routes: Record<string, string>, status = 302): void {
  const answer = server.onApi;
  server.onApi = (seen, response) => {
    const location = routes[seen.url];
    return location ? void response.writeHead(status, { location }).end() : answer(seen, response);
  };
}

/** Where the requests arrived, in their order, and with which scheme of authorisation. */
const journey = () =>
  [...fake.apiRequests, ...third.apiRequests]
    .sort((a, b) => a.at - b.at)
    .map(({ url, headers }) => `${url} ${headers.authorization?.split(' ')[0] ?? '-'}`);

const own = () => fake.url;
const away = () => third.url;
const alias = () => fake.url.replace('127.0.0.1', 'localhost');
const bare = (url: string) => url.replace('http:', '');

describe.each(['http', 'fetch'])('H-1 a redirect (%s adapter)', (adapter) => {
  it.each<[string, () => Record<string, string>, string[]]>([
    ['own → own, absolute', () => ({ '/a': `${own()}/b` }), ['/a Bearer', '/b Bearer']],
    ['own → own, by path', () => ({ '/a': '/b' }), ['/a Bearer', '/b Bearer']],
    ['own → own, by a relative path', () => ({ '/a': 'b' }), ['/a Bearer', '/b Bearer']],
    ['own → own, without scheme', () => ({ '/a': `${bare(own())}/b` }), ['/a Bearer', '/b Bearer']],
    ['own → away', () => ({ '/a': `${away()}/x` }), ['/a Bearer', '/x -']],
    ['own → away, without scheme', () => ({ '/a': `${bare(away())}/x` }), ['/a Bearer', '/x -']],
    ['own → own → away', () => ({ '/a': '/b', '/b': `${away()}/x` }), ['/a Bearer', '/b Bearer', '/x -']],
    ['own → another name of it', () => ({ '/a': `${alias()}/b` }), ['/a Bearer', '/b -']],
  ])('%s', async (_what, routes, expected) => {
    route(fake, routes());
    const { axios: client } = authorized(fake.options);
    await client.get('/a', { adapter, validateStatus: () => true });
    expect(journey()).toEqual(expected);
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('away and back stays without a token', async () => {
    route(fake, { '/a': `${third.url}/x` });
    route(third, { '/x': `${fake.url}/b` });
    const { axios: client } = authorized(fake.options);
    await client.get('/a', { adapter, validateStatus: () => true });
    expect(journey().slice(0, 3)).toEqual(['/a Bearer', '/x -', '/b -']);
    expect(third.apiRequests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    // fetch tells only where a chain ended, and that is home: the 401 there costs a token
    expect(fake.tokenRequests).toHaveLength(adapter === 'fetch' ? 2 : 1);
  });

  it.each([307, 308])('%d takes the body along, the token only at home', async (status) => {
    route(fake, { '/a': '/b', '/b': `${third.url}/x` }, status);
    const { axios: client } = authorized(fake.options);
    expect((await client.post('/a', 'the body', { adapter })).status).toBe(200);
    expect(journey()).toEqual(['/a Bearer', '/b Bearer', '/x -']);
    expect([...fake.apiRequests, ...third.apiRequests].map(({ body }) => String(body))).toEqual(
      Array.from({ length: 3 }, () => 'the body'),
    );
  });

  it('to a 401 at home is replayed from its beginning, body and all', async () => {
    const { axios: client } = await revoked(fake);
    route(fake, { '/a': '/b' }, 307);
    expect((await client.post('/a', 'the body', { adapter })).status).toBe(200);
    expect(journey()).toEqual(['/a Bearer', '/b Bearer', '/a Bearer', '/b Bearer']);
    expect(fake.apiRequests.map(({ body }) => String(body))).toEqual(Array.from({ length: 4 }, () => 'the body'));
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('from https down to http loses it', async () => {
    const front = await tlsFront(fake.url);
    route(fake, { '/a': `${fake.url}/b` });
    const httpsAgent = new Agent({ ca: front.ca });
    const { axios: client } = authorized({ ...fake.options, baseUrl: front.url, http: { httpsAgent } });
    if (adapter === 'http') await client.get('/a', { validateStatus: () => true });
    expect(journey()).toEqual(adapter === 'http' ? ['/a Bearer', '/b -'] : []); // fetch takes no agent, so trusts nobody
    await front.stop();
  });

  it('to a stranger’s 401 is no reason for another token', async () => {
    third.onApi = (_seen, response) => json(response, 401, {});
    route(fake, { '/a': `${third.url}/x` });
    const { axios: client, tokens } = authorized(fake.options);
    const { value } = await tokens.getToken();
    for (const responseType of ['json', 'stream'] as const) {
      await expect(client.get('/a', { adapter, responseType })).rejects.toMatchObject({ response: { status: 401 } });
    }
    expect(journey()).toEqual(['/a Bearer', '/x -', '/a Bearer', '/x -']);
    expect([fake.tokenRequests.length, tokens.current()?.value === value]).toEqual([1, true]);
  });
});

describe('H-1 redirects as callers bend them', () => {
  it('to a subdomain, which follow-redirects takes for the same house', async () => {
    const home = fake.url.replace('127.0.0.1', 'localhost');
    route(fake, { '/a': home.replace('localhost', 'sub.localhost').concat('/b') });
    const { axios: client } = authorized({ ...fake.options, baseUrl: home });
    const lookup: AxiosRequestConfig['lookup'] = (_host, _options, done) => done(null, '127.0.0.1', 4);
    await client.get('/a', { lookup, validateStatus: () => true });
    expect(fake.apiRequests.map(({ headers }) => headers.host?.split(':')[0])).toEqual(['localhost', 'sub.localhost']);
    expect(journey()).toEqual(['/a Bearer', '/b -']);
  });

  it('with a beforeRedirect that carries every header over: ours is not among them', async () => {
    route(fake, { '/a': '/b', '/b': `${third.url}/x` });
    const seen: string[] = [];
    const stash: unknown[] = [];
    const beforeRedirect = jest.fn(
      (options: { headers: Record<string, unknown> }, _response: unknown, request?: object) => {
        const { headers } = (request ?? {}) as { headers?: Record<string, string> };
        seen.push(String(Object.entries(headers ?? {}).find(([name]) => /^authorization$/i.test(name))?.[1]));
        stash.push(options.headers.Authorization);
        const [first] = stash;
        Object.assign(options.headers, headers, first ? { authorization: first, 'x-copy': first } : {});
      },
    );
    const { axios: client } = authorized(fake.options);
    await client.get('/a', { beforeRedirect: beforeRedirect as never, validateStatus: () => true });
    expect(third.apiRequests).toHaveLength(1);
    const sent = JSON.stringify(third.apiRequests[0]?.headers);
    expect({ abroad: sent.includes('tok-'), handed: seen.some((value) => value.includes('tok-')) }).toEqual({
      abroad: false,
      handed: false,
    });
    expect(beforeRedirect).toHaveBeenCalledTimes(2);
  });

  it('not at all, with maxRedirects: 0', async () => {
    route(fake, { '/a': `${third.url}/x` });
    const { axios: client } = authorized(fake.options);
    await expect(client.get('/a', { maxRedirects: 0 })).rejects.toMatchObject({ response: { status: 302 } });
    expect([journey(), fake.tokenRequests.length]).toEqual([['/a Bearer'], 1]);
  });

  it('in a circle, up to maxRedirects, with one token', async () => {
    route(fake, { '/a': '/b', '/b': '/a' });
    const { axios: client } = authorized(fake.options);
    await expect(client.get('/a', { maxRedirects: 3 })).rejects.toMatchObject({ code: 'ERR_FR_TOO_MANY_REDIRECTS' });
    expect([journey().length, fake.tokenRequests.length]).toEqual([4, 1]);
  });
});
