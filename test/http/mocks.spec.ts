import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule, type TestingModuleBuilder } from '@nestjs/testing';
import axios, { type AxiosError, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { AsposeAuthModule, AsposeAuthorizer, AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom, of } from 'rxjs';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';

let fake: FakeAspose;
const modules: TestingModule[] = [];
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(async () => {
  await Promise.all(modules.splice(0).map((module) => module.close()));
  await fake.stop();
});

type Metadata = Parameters<typeof Test.createTestingModule>[0];
async function boot(
  metadata: Metadata,
  override: (builder: TestingModuleBuilder) => TestingModuleBuilder = (builder) => builder,
): Promise<TestingModule> {
  const imports = [AsposeAuthModule.forRoot(fake.options), ...(metadata.imports ?? [])];
  const module = await override(Test.createTestingModule({ ...metadata, imports })).compile();
  modules.push(module);
  return module.init();
}

/** The mock's typings are those for CommonJS, which axios tells from those for ES modules. */
const mocked = (instance: AxiosInstance, options: object = {}) => new MockAdapter(instance as never, options);
const schemeOf = ({ headers }: AxiosRequestConfig) => String(headers?.Authorization).split(' ')[0];

describe('H-2 axios-mock-adapter', () => {
  const targets: [string, () => Promise<AxiosInstance>][] = [
    ['AsposeClient', async () => (await boot({})).get(AsposeClient).axiosRef],
    [
      'an attached instance',
      async () => {
        const instance = axios.create({ baseURL: fake.url });
        (await boot({})).get(AsposeAuthorizer).attach(instance);
        return instance;
      },
    ],
    [
      'an instance attached after it was mocked',
      async () => {
        const instance = axios.create({ baseURL: fake.url });
        mocked(instance).onGet('/x').reply(500); // the one of the test goes on top
        (await boot({})).get(AsposeAuthorizer).attach(instance);
        return instance;
      },
    ],
  ];
  it.each(targets)(
    'on %s is wrapped as any adapter is: handlers see the token, history does not',
    async (_what, make) => {
      const instance = await make();
      const mock = mocked(instance);
      const seen: unknown[] = [];
      mock.onGet('/x', { params: { a: 1 } }).reply((config) => {
        seen.push(schemeOf(config));
        return [200, { ok: true }];
      });
      const { data, config } = await instance.get<unknown>('/x', { params: { a: 1 } });
      expect([data, seen, fake.apiRequests.length, fake.tokenRequests.length]).toEqual([
        { ok: true },
        ['Bearer'],
        0,
        1,
      ]);
      expect([schemeOf(config), schemeOf(mock.history.get[0] as AxiosRequestConfig)]).toEqual([
        'undefined',
        'undefined',
      ]);
      mock.restore();
    },
  );

  it.each(targets)('on %s may answer 401, then 200: the call is replayed', async (_what, make) => {
    const instance = await make();
    const mock = mocked(instance);
    mock.onPut('/x', 'the body').replyOnce(401).onPut('/x', 'the body').replyOnce(200, 'done');
    expect((await instance.put<unknown>('/x', 'the body')).data).toBe('done');
    expect([mock.history.put.length, fake.tokenRequests.length]).toEqual([2, 2]);
  });

  it('may challenge as a server does, in any case', async () => {
    const { axios: client } = authorized(fake.options);
    mocked(client).onGet('/x').reply(401, {}, { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' });
    await expect(client.get('/x')).rejects.toMatchObject({ asposeAuth: 'not-a-token-problem' });
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('lets calls pass through to the API with their token', async () => {
    const { axios: client } = authorized(fake.options);
    const mock = mocked(client, { onNoMatch: 'passthrough' });
    mock.onGet('/mocked').reply(200);
    expect([(await client.get('/real')).status, (await client.get('/mocked')).status]).toEqual([200, 200]);
    expect(fake.apiRequests.map(({ url }) => url)).toEqual(['/real']);
  });

  it('that stands for a network error gives the caller its error, and costs no second token', async () => {
    const { axios: client } = authorized(fake.options);
    mocked(client).onAny().networkError();
    await expect(client.get('/x')).rejects.toThrow('Network Error');
    expect(fake.tokenRequests).toHaveLength(1);
  });
});

describe('H-7 overridden and other people’s HttpServices', () => {
  @Injectable()
  class Reports {
    constructor(@Inject(HttpService) readonly http: HttpService) {}
  }
  @Module({ imports: [HttpModule.register({})], providers: [Reports], exports: [Reports] })
  class ReportsModule {}

  it('AsposeClient may be overridden: nothing is asked for', async () => {
    const get = jest.fn(() => of({ data: 'mocked' }));
    const module = await boot({}, (builder) => builder.overrideProvider(AsposeClient).useValue({ get }));
    const client = module.get(AsposeClient);
    expect(await firstValueFrom(client.get('/x'))).toEqual({ data: 'mocked' });
    expect(fake.tokenRequests).toHaveLength(0);
  });

  it.each<[string, unknown]>([
    ['a bare mock', { get: () => of({ data: 'mocked' }) }],
    ['a mock whose axiosRef is one, too', { axiosRef: { get: jest.fn() }, get: () => of({ data: 'mocked' }) }],
  ])('HttpService may be overridden by %s', async (_what, mock) => {
    const module = await boot({ imports: [ReportsModule] }, (builder) =>
      builder.overrideProvider(HttpService).useValue(mock),
    );
    const { http } = module.get(Reports);
    expect(await firstValueFrom(http.get('/x'))).toEqual({ data: 'mocked' });
    expect(fake.tokenRequests).toHaveLength(0);
  });

  it('HttpService overridden by a real one is found', async () => {
    const real = new HttpService(axios.create({ baseURL: fake.url }));
    await boot({ imports: [ReportsModule] }, (builder) => builder.overrideProvider(HttpService).useValue(real));
    expect((await firstValueFrom(real.get('/x'))).status).toBe(200);
  });

  it('a subclass, and a class of another copy of @nestjs/axios, are found', async () => {
    class OwnHttp extends HttpService {}
    @Injectable()
    class OtherCopy {
      readonly axiosRef = axios.create({ baseURL: fake.url });
    }
    const own = { provide: OwnHttp, useFactory: () => new OwnHttp(axios.create({ baseURL: fake.url })) };
    const module = await boot({ providers: [own, OtherCopy] });
    const services = [module.get(OwnHttp), module.get(OtherCopy)];
    for (const { axiosRef } of services) expect((await axiosRef.get('/x')).status).toBe(200);
    expect(fake.tokenRequests).toHaveLength(1);
  });
});

describe('H-2 an outer retry that sends error.config again', () => {
  /** As axios-retry does it: counts on the config, and sends it through the instance once more. */
  function retrying(instance: AxiosInstance, most: number): void {
    instance.interceptors.response.use(undefined, (error: AxiosError) => {
      const config = error.config as AxiosRequestConfig & { tries?: number };
      config.tries = (config.tries ?? 0) + 1;
      if (config.tries > most) throw error;
      return instance.request(config);
    });
  }

  it('never wraps twice: a 401 in its second try is replayed once, with one token request', async () => {
    const { axios: client } = authorized(fake.options);
    retrying(client, 3);
    const answer = fake.onApi;
    fake.onApi = (seen, response) => {
      if (fake.apiRequests.length === 1) return json(response, 503, {});
      if (fake.apiRequests.length === 2) fake.revokeAll();
      return answer(seen, response);
    };
    const { status, config } = await client.put('/x', 'the body');
    expect([status, fake.apiRequests.length, fake.tokenRequests.length]).toEqual([200, 3, 2]);
    expect(fake.apiRequests.map(({ body }) => String(body))).toEqual(['the body', 'the body', 'the body']);
    expect(config.adapter).toEqual(client.defaults.adapter);
  });

  it('and a 401 that stays costs two attempts a try, not four', async () => {
    const { axios: client } = authorized(fake.options);
    retrying(client, 1);
    fake.onApi = (_seen, response) => json(response, 401, {});
    await expect(client.get('/x')).rejects.toMatchObject({ response: { status: 401 }, asposeAuth: expect.any(String) });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([3, 3]); // H-5: the third is the last
  });
});
