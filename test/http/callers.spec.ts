import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axiosRoot, { type AxiosRequestConfig } from 'axios';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { refuseAll, revoked } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

describe('H-2 other people’s code', () => {
  it('runs once per call, however many attempts are made', async () => {
    const { axios: client } = await revoked(fake);
    const [request, response, transformRequest, transformResponse] = Array.from({ length: 4 }, () =>
      jest.fn((value: never) => value),
    );
    client.interceptors.request.use(request as never);
    client.interceptors.response.use(response as never);
    await client.put('/x', 'body', { transformRequest, transformResponse } as unknown as AxiosRequestConfig);
    expect(fake.apiRequests).toHaveLength(2);
    for (const spy of [request, response, transformRequest, transformResponse]) expect(spy).toHaveBeenCalledTimes(1);
  });

  it('may send error.config again: it is authorised anew, and wrapped once', async () => {
    const { axios: client } = authorized(fake.options);
    const answer = fake.onApi;
    fake.onApi = (_seen, response) => json(response, 500, {});
    const error = (await caught(client.get('/x'))) as { config: AxiosRequestConfig };
    fake.onApi = answer;
    const { status } = await client.request(error.config);
    expect([status, fake.apiRequests.length, fake.tokenRequests.length]).toEqual([200, 2, 1]);
  });

  it('with a token that is held, the request goes out at once: no promise turn before the adapter', async () => {
    const { axios: client } = authorized(fake.options);
    await client.get('/warm-up');
    let isCalled = false;
    const adapter = (config: unknown) => {
      isCalled = true;
      return Promise.resolve({ status: 200, headers: {}, config });
    };
    const call = client.get('/x', { adapter: adapter as never });
    expect(isCalled).toBe(true);
    await call;
  });

  it('may bring an adapter of its own, which gets the token', async () => {
    const { axios: client } = authorized(fake.options);
    const adapter = jest.fn((config: { headers: { get(name: string): unknown } }) =>
      Promise.resolve({
        status: 200,
        data: String(config.headers.get('authorization')).slice(0, 7),
        headers: {},
        config,
      }),
    );
    const { data } = await client.get('/x', { adapter: adapter as never });
    expect(data).toBe('Bearer ');
  });
});

describe('H-6 the caller’s own proof wins', () => {
  it.each<[string, AxiosRequestConfig, string]>([
    ['a header', { headers: { Authorization: 'Bearer mine' } }, 'Bearer mine'],
    ['a header in lower case', { headers: { authorization: 'Custom mine' } }, 'Custom mine'],
    ['Basic credentials', { auth: { username: 'u', password: 'p' } }, 'Basic dTpw'],
  ])('%s is untouched, and not replayed', async (_what, config, expected) => {
    const { axios: client } = authorized(fake.options);
    refuseAll(fake);
    await expect(client.get('/x', config)).rejects.toMatchObject({ response: { status: 401 } });
    expect(fake.apiRequests.map(({ headers }) => headers.authorization)).toEqual([expected]);
    expect(fake.tokenRequests).toHaveLength(0);
  });
});

describe('H-8 without a token', () => {
  it('the request is not sent', async () => {
    const { axios: client } = authorized(fake.options);
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    await expect(client.post('/x', 'body')).rejects.toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    await expect(client.post('/x', 'body')).rejects.toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([0, 1]);
  });
});

describe('storage and AppSid', () => {
  it('come from the account, or from the request', async () => {
    const { axios: client } = authorized({ ...fake.options, storage: 'Account' });
    await client.get('/x', { params: { folder: 'a' } });
    await client.get('/x', { asposeAuth: { storage: 'Own', appSid: 'S' } });
    await client.get('/x?storage=Caller');
    expect(fake.apiRequests.map(({ url }) => url)).toEqual([
      '/x?folder=a&storage=Account',
      '/x?storage=Own&AppSid=S',
      '/x?storage=Caller',
    ]);
  });
});

describe('an anonymous account', () => {
  it('asks for no token and sends none', async () => {
    const { axios: client, tokens } = authorized({ anonymous: true, baseUrl: fake.url });
    fake.onApi = (_seen, response) => json(response, 200, {});
    await client.get('/x');
    expect(fake.apiRequests[0]?.headers).not.toHaveProperty('authorization');
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_ASPOSE_CONFIG' });
    expect(fake.tokenRequests).toHaveLength(0);
  });
});

describe('H-9 process-wide defaults of axios', () => {
  const { defaults } = axiosRoot;
  const before = JSON.stringify(defaults.headers);
  afterEach(() => {
    for (const name of Object.keys(defaults.headers)) Reflect.deleteProperty(defaults.headers, name);
    Object.assign(defaults.headers, JSON.parse(before));
    delete defaults.auth;
    delete defaults.timeout;
  });

  it.each<[string, () => unknown]>([
    ['headers.common.Authorization', () => Object.assign(defaults.headers.common, { Authorization: 'Bearer other' })],
    ['the same in lower case', () => Object.assign(defaults.headers.common, { authorization: 'Bearer other' })],
    ['headers.get.Authorization', () => Object.assign(defaults.headers.get, { Authorization: 'Bearer other' })],
    ['headers.Authorization', () => Object.assign(defaults.headers, { Authorization: 'Bearer other' })],
    ['a cookie', () => Object.assign(defaults.headers.common, { Cookie: 'session=other' })],
    ['auth', () => Object.assign(defaults, { auth: { username: 'u', password: 'other' } })],
  ])('do not hand credentials of another service to Aspose: %s', async (_what, set) => {
    set();
    const snapshot = JSON.stringify([defaults.headers, defaults.auth]);
    const { axios: client } = authorized(fake.options);
    expect((await client.get('/x')).status).toBe(200);
    const { headers } = fake.apiRequests[0]!;
    expect([headers.authorization?.split(' ')[0], headers.cookie]).toEqual(['Bearer', undefined]);
    expect(JSON.stringify(headers)).not.toContain('other');
    expect(JSON.stringify([defaults.headers, defaults.auth])).toBe(snapshot);
  });

  it('that are no credentials apply, and those of the account win', async () => {
    defaults.timeout = 4_321;
    Object.assign(defaults.headers.common, { 'x-own': '1', Authorization: 'Bearer other' });
    const { axios: client } = authorized({ ...fake.options, http: { headers: { Authorization: 'Bearer mine' } } });
    await client.get('/x', { validateStatus: () => true });
    expect(client.defaults.timeout).toBe(4_321);
    expect(fake.apiRequests[0]?.headers).toMatchObject({ 'x-own': '1', authorization: 'Bearer mine' });
  });
});
