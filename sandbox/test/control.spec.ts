import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeDocx } from '../../test/support/docx.js';
import { AsposeSandbox } from '../src/index.js';
import { authorizedClient, getToken, requestToken } from './client.js';

describe('S-4 control', () => {
  let sandbox: AsposeSandbox;
  beforeEach(async () => {
    sandbox = await AsposeSandbox.start();
  });
  afterEach(() => sandbox.stop());

  const control = async (method: string, path = '', body?: unknown, headers: Record<string, string> = {}) => {
    const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
    const response = await fetch(`${sandbox.url}/sandbox${path}`, init);
    const text = await response.text();
    return { status: response.status, json: (text === '' ? undefined : JSON.parse(text)) as never };
  };

  it('shows credentials, settings and counters, without counting itself', async () => {
    await requestToken(sandbox);
    const { status, json } = await control('GET');
    expect(status).toBe(200);
    expect(json).toEqual({
      url: sandbox.url,
      clients: [{ clientId: sandbox.clientId, clientSecret: sandbox.clientSecret }],
      tokenLifetimeSeconds: 86_400,
      quota: null,
      faults: {
        tokenLatencyMs: 0,
        apiLatencyMs: 0,
        jitterMs: 0,
        challenge: 'Bearer error="invalid_token"',
        unauthorizedBody: 'words',
      },
      counters: expect.objectContaining({ tokenRequests: 1, apiRequests: 0 }),
    });
    expect([sandbox.tokenRequests, sandbox.apiRequests]).toEqual([1, 0]);
  });

  it('changes and clears settings', async () => {
    await control('PATCH', '', {
      tokenLifetimeSeconds: 60,
      quota: 3,
      faults: { token: { kind: 'unavailable', times: 2 } },
    });
    expect([sandbox.tokenLifetimeSeconds, sandbox.quota]).toEqual([60, 3]);
    expect((await requestToken(sandbox)).status).toBe(503);
    await control('PATCH', '', { quota: null, faults: { token: null, challenge: null } });
    expect([sandbox.quota, sandbox.faults.token, sandbox.faults.challenge]).toEqual([undefined, undefined, undefined]);
    expect((await requestToken(sandbox)).status).toBe(200);
    expect((await fetch(`${sandbox.url}/v4.0/words/info`)).headers.has('www-authenticate')).toBe(false);
  });

  it('revokes, rotates, locks out and resets', async () => {
    const call = await authorizedClient(sandbox);
    await call('PUT', '/storage/file/x.txt', 'x');
    expect((await control('POST', '/revoke-tokens')).status).toBe(204);
    expect((await call('GET', '/info')).status).toBe(401);
    const old = { url: sandbox.url, clientId: sandbox.clientId, clientSecret: sandbox.clientSecret };
    expect((await control('POST', '/rotate-secret')).json).toEqual({ clientSecret: sandbox.clientSecret });
    expect((await requestToken(old)).status).toBe(400);
    await control('POST', '/lock-out', { clientId: sandbox.clientId });
    const locked = await requestToken(sandbox);
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '600']);
    await control('POST', '/clear-lockouts');
    expect((await requestToken(sandbox)).status).toBe(200);
    sandbox.faults.api = { kind: 'server-error' };
    await control('POST', '/lock-out');
    await control('POST', '/reset');
    expect(sandbox.counters).toMatchObject({ tokenRequests: 0, apiRequests: 0 });
    const again = await authorizedClient(sandbox);
    expect((await again('GET', '/storage/file/x.txt')).status).toBe(404);
  });

  it.each<[string, string, unknown, number, string]>([
    ['PATCH', '', { tokenLifetimeSeconds: 0 }, 400, 'tokenLifetimeSeconds must be'],
    ['PATCH', '', { tokenLifetimeSeconds: '60' }, 400, 'tokenLifetimeSeconds must be'],
    ['PATCH', '', { quota: -1 }, 400, 'quota must be'],
    ['PATCH', '', { nonsense: 1 }, 400, 'unknown member'],
    ['PATCH', '', { faults: { toString: 1 } }, 400, 'unknown member'],
    ['PATCH', '', { faults: { clear: 1 } }, 400, 'unknown member'],
    ['PATCH', '', { faults: { token: { kind: 'unauthorized' } } }, 400, 'faults token kind must be one of'],
    ['PATCH', '', { faults: { token: {} } }, 400, 'must have the member kind'],
    ['PATCH', '', { faults: { api: { kind: 'hang', times: 0 } } }, 400, 'times must be'],
    ['PATCH', '', { faults: { challenge: 'a\r\nb: c' } }, 400, 'challenge must be'],
    ['PATCH', '', { faults: { api: { kind: 'redirect', location: 'a\nb' } } }, 400, 'location must be'],
    ['PATCH', '', [], 400, 'must be an object'],
    ['PATCH', '', null, 400, 'not a JSON object'],
    ['DELETE', '', undefined, 405, 'GET or PATCH'],
    ['PUT', '/reset', undefined, 405, 'POST'],
    ['POST', '/toString', undefined, 404, 'no such'],
    ['POST', '/reset/it', undefined, 404, 'no such'],
    ['POST', '/lock-out', { clientId: 'nobody' }, 404, 'clientId'],
  ])('%s /sandbox%s %j → %i, and changes nothing', async (method, path, body, status, message) => {
    const before = (await control('GET')).json;
    const result = await control(method, path, body);
    expect([result.status, JSON.stringify(result.json)]).toEqual([status, expect.stringContaining(message)]);
    expect((await control('GET')).json).toEqual(before);
  });

  it('rejects web pages, by their origin and by a name that is not of this machine', async () => {
    expect((await control('GET', '', undefined, { Origin: 'http://evil.example' })).status).toBe(403);
    const { port } = new URL(sandbox.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { Host: `evil.example:${port}` };
      httpRequest({ port, host: '127.0.0.1', path: '/sandbox', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('ends the quota with 429, and counts only what creates a document', async () => {
    const call = await authorizedClient(sandbox);
    await call('PUT', '/storage/file/a.docx', await makeDocx({ title: 'A' }));
    sandbox.quota = 2;
    const request = () => call('GET', '/a.docx?format=txt');
    for (let i = 0; i < 3; i++) expect((await call('GET', '/a.docx')).status).toBe(200);
    expect([(await request()).status, (await request()).status, (await request()).status]).toEqual([200, 200, 429]);
    expect(await (await request()).json()).toMatchObject({ Error: { Code: 'ErrorTooManyRequests' } });
    expect((await call('GET', '/storage/folder/')).status).toBe(200);
    expect([sandbox.quota, sandbox.counters.apiBillable]).toEqual([0, 4]);
    sandbox.quota = undefined;
    expect((await request()).status).toBe(200);
    expect(() => {
      sandbox.quota = 1.5;
    }).toThrow('quota');
  });

  it('makes odd responses of the token endpoint', async () => {
    const get = async (kind: NonNullable<typeof sandbox.faults.token>['kind']) => {
      sandbox.faults.token = { kind, times: 1 };
      const response = await requestToken(sandbox);
      return { status: response.status, text: await response.text(), headers: response.headers };
    };
    expect(JSON.parse((await get('text-expires-in')).text)).toMatchObject({ expires_in: '86400' });
    expect(JSON.parse((await get('lower-case-type')).text)).toMatchObject({ token_type: 'bearer' });
    expect(await get('invalid-client')).toMatchObject({ status: 400, text: '{"error":"invalid_client"}' });
    expect((await get('too-many-requests')).status).toBe(429);
    expect(await get('empty')).toMatchObject({ status: 200, text: '' });
    const page = await get('not-json');
    expect([page.headers.get('content-type'), page.text]).toEqual([
      'text/html; charset=utf-8',
      expect.stringContaining('<html>'),
    ]);
    const { access_token } = JSON.parse((await get('dead-token')).text) as { access_token: string };
    const headers = { Authorization: `Bearer ${access_token}` };
    expect((await fetch(`${sandbox.url}/v4.0/words/info`, { headers })).status).toBe(401);
    sandbox.faults.token = { kind: 'redirect', location: 'http://127.0.0.1:9/elsewhere' };
    const redirect = await fetch(`${sandbox.url}/connect/token`, { method: 'POST', redirect: 'manual' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([307, 'http://127.0.0.1:9/elsewhere']);
  });

  it('is reproducible from a seed', async () => {
    const run = async (seed?: number) => {
      const one = await AsposeSandbox.start({ seed });
      const token = await getToken(one);
      const headers = { Authorization: `Bearer ${token}` };
      one.faults.api = { kind: 'server-error', probability: 0.5 };
      const statuses: number[] = [];
      for (let i = 0; i < 20; i++) statuses.push((await fetch(`${one.url}/v4.0/words/info`, { headers })).status);
      await one.stop();
      return { clientId: one.clientId, clientSecret: one.clientSecret, statuses };
    };
    const [first, second, other] = [await run(7), await run(7), await run(8)];
    expect(second).toEqual(first);
    expect(other.clientSecret).not.toBe(first.clientSecret);
    expect(new Set(first.statuses)).toEqual(new Set([200, 500]));
    expect(first.clientId).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    await expect(AsposeSandbox.start({ seed: -1 })).rejects.toThrow('seed');
  });
});

describe('S-4 starting', () => {
  it('does not start if NODE_ENV is production', async () => {
    const { NODE_ENV } = process.env;
    process.env.NODE_ENV = 'production';
    await expect(AsposeSandbox.start()).rejects.toThrow('NODE_ENV is production');
    process.env.NODE_ENV = NODE_ENV;
  });

  it('listens on another address only if told so', async () => {
    const sandbox = await AsposeSandbox.start({ exposeOn: '0.0.0.0' });
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { port } = new URL(sandbox.url);
    expect((await fetch(`http://127.0.0.2:${port}/sandbox`)).status).toBe(200);
    await sandbox.stop();
    const closed = await AsposeSandbox.start();
    await expect(fetch(`http://127.0.0.2:${new URL(closed.url).port}/sandbox`)).rejects.toThrow();
    await closed.stop();
  });

  it('runs many at once, each by itself', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => AsposeSandbox.start()));
    await Promise.all(all.map((each) => requestToken(each)));
    expect(all.map(({ tokenRequests }) => tokenRequests)).toEqual(Array(8).fill(1));
    expect(new Set(all.map(({ url }) => url)).size).toBe(8);
    await Promise.all(all.map((each) => each[Symbol.asyncDispose]()));
  });
});
