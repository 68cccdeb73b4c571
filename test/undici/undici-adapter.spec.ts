import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import { Agent, MockAgent } from 'undici';
import { undiciAdapter } from '../../lib/undici/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { tlsFront } from '../support/tls.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
  fake.onApi = (_seen, response) => json(response, 200, { ok: true });
});
afterEach(() => fake.stop());

const client = axios.create({ adapter: undiciAdapter });
const usesUndici = ({ request }: { request?: unknown }) => (request as object).constructor.name === 'UndiciRequest';

describe('dispatcher', () => {
  it('provides certificates, without which a private CA is not trusted', async () => {
    const front = await tlsFront(fake.url);
    const dispatcher = new Agent({ connect: { ca: front.ca } });
    expect((await client.get(front.url, { dispatcher })).data).toEqual({ ok: true });
    expect(await caught(client.get(front.url))).toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      isAxiosError: true,
    });
    await dispatcher.close();
    await front.stop();
  });

  it('can be the default of an instance, and a MockAgent', async () => {
    const dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
    dispatcher.get('http://api.test').intercept({ path: '/x', method: 'PUT', body: 'b' }).reply(201, { mocked: true });
    const mocked = axios.create({ adapter: undiciAdapter, baseURL: 'http://api.test', dispatcher });
    expect(await mocked.put('/x', 'b')).toMatchObject({ status: 201, data: { mocked: true } });
    expect(await caught(mocked.get('/y'))).toMatchObject({ isAxiosError: true });
    await dispatcher.close();
  });

  it('takes precedence over other connection options of the config', async () => {
    const dispatcher = new Agent();
    const agents = { httpAgent: new HttpAgent(), proxy: { host: '127.0.0.1', port: 1 } };
    expect(usesUndici(await client.get(fake.url, { dispatcher, ...agents }))).toBe(true);
    await dispatcher.close();
  });
});

describe('a request that undici does not support is passed to axios’ http adapter:', () => {
  it.each<[string, () => AxiosRequestConfig]>([
    ['httpAgent', () => ({ httpAgent: new HttpAgent({ keepAlive: false }) })],
    ['lookup', () => ({ lookup: (_host, _options, done) => done(null, '127.0.0.1', 4) })],
    ['family', () => ({ family: 4 })],
    ['maxRate', () => ({ maxRate: [1_000_000, 1_000_000] })],
  ])('%s', async (_option, config) => {
    const response = await client.get(fake.url, config());
    expect([response.status, usesUndici(response)]).toEqual([200, false]);
    expect(usesUndici(await client.get(fake.url))).toBe(true);
  });

  it('httpsAgent, with its CA', async () => {
    const front = await tlsFront(fake.url);
    const httpsAgent = new HttpsAgent({ ca: front.ca });
    expect((await client.get(front.url, { httpsAgent })).data).toEqual({ ok: true });
    httpsAgent.destroy();
    await front.stop();
  });

  it('data: URLs', async () => {
    expect((await client.get('data:text/plain;base64,aGVsbG8=', { responseType: 'text' })).data).toBe('hello');
  });

  it('and its token is redacted, too', async () => {
    const httpAgent = new HttpAgent({ keepAlive: true });
    const { axios: own } = authorized({ ...fake.options, http: { adapter: undiciAdapter, httpAgent } });
    const { request } = await own.get('/x');
    expect(fake.apiRequests[0]?.headers.authorization).toMatch(/^Bearer /);
    expect((request as { _header: string })._header).toContain('[redacted]');
    httpAgent.destroy();
  });
});

describe('web streams', () => {
  it('can be sent', async () => {
    await client.put(fake.url, Readable.toWeb(Readable.from(['a', 'b'])));
    expect(String(fake.apiRequests[0]?.body)).toBe('ab');
  });
});
