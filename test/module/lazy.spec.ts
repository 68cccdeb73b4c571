import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Inject, Injectable, Module, Scope } from '@nestjs/common';
import { ContextIdFactory, LazyModuleLoader } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { AsposeAuthModule, AsposeAuthorizer, AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { FakeAspose } from '../support/fake-aspose.js';

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
async function boot({ imports = [], ...rest }: Metadata = {}, options: object = fake.options): Promise<TestingModule> {
  const root = AsposeAuthModule.forRoot(options);
  const module = await Test.createTestingModule({ imports: [root, ...imports], ...rest }).compile();
  modules.push(module);
  return module.init();
}

const statusOf = (http: HttpService) =>
  firstValueFrom(http.get(`${fake.url}/x`, { validateStatus: () => true })).then(({ status }) => status);
const interceptorsOf = ({ axiosRef }: HttpService) => {
  let count = 0;
  (axiosRef.interceptors.request as unknown as { forEach(each: () => void): void }).forEach(() => {
    count += 1;
  });
  return count;
};

describe('H-7 a module that is loaded lazily', () => {
  @Module({ imports: [HttpModule.register({})], exports: [HttpModule] })
  class LateModule {}
  @Injectable()
  class Late {
    constructor(
      @Inject(HttpService) readonly http: HttpService,
      @Inject(AsposeClient) readonly client: AsposeClient,
      @Inject(AsposeAuthorizer) readonly authorizer: AsposeAuthorizer,
    ) {}
  }
  @Module({ imports: [HttpModule.register({})], providers: [Late] })
  class LateFeature {}

  it('has an HttpService that is authorised without hand work, until the application closes', async () => {
    const module = await boot();
    const loader = module.get(LazyModuleLoader);
    const http = (await loader.load(() => LateModule)).get(HttpService, { strict: false });
    expect([await statusOf(http), fake.tokenRequests.length]).toEqual([200, 1]);
    expect((await loader.load(() => LateModule)).get(HttpService, { strict: false })).toBe(http);
    expect(interceptorsOf(http)).toBe(1);
    await module.close();
    expect([await statusOf(http), interceptorsOf(http), Object.hasOwn(loader, 'load')]).toEqual([401, 0, false]);
  });

  it('is found although another library replaces the loader’s method, which it gets back', async () => {
    const module = await Test.createTestingModule({ imports: [AsposeAuthModule.forRoot(fake.options)] }).compile();
    modules.push(module);
    const loader = module.get(LazyModuleLoader);
    const spy = jest.spyOn(loader, 'load');
    await module.init();
    await module.init();
    const http = (await loader.load(() => LateModule)).get(HttpService, { strict: false });
    expect([await statusOf(http), spy.mock.calls.length, interceptorsOf(http)]).toEqual([200, 1, 1]);
    await module.close();
    expect([Object.hasOwn(loader, 'load'), await statusOf(http)]).toEqual([true, 401]);
  });

  it('is left alone with attach: none', async () => {
    const module = await boot({}, { ...fake.options, attach: 'none' });
    const http = (await module.get(LazyModuleLoader).load(() => LateModule)).get(HttpService, { strict: false });
    expect([await statusOf(http), fake.tokenRequests.length]).toEqual([401, 0]);
  });

  it('has an AsposeClient that is authorised from the first call, and an authorizer to attach with', async () => {
    const module = await boot();
    const { http, client, authorizer } = (await module.get(LazyModuleLoader).load(() => LateFeature)).get(Late);
    expect((await firstValueFrom(client.get('/x'))).status).toBe(200);
    authorizer.attach(http);
    authorizer.attach(http);
    expect([await statusOf(http), interceptorsOf(http), fake.tokenRequests.length]).toEqual([200, 1, 1]);
  });
});

describe('H-7 a request-scoped service that attaches in its constructor', () => {
  @Injectable({ scope: Scope.REQUEST })
  class PerRequest {
    constructor(
      @Inject(HttpService) readonly http: HttpService,
      @Inject(AsposeAuthorizer) authorizer: AsposeAuthorizer,
    ) {
      authorizer.attach(http);
    }
  }

  it('adds one interceptor, however many requests there are', async () => {
    const module = await boot(
      { imports: [HttpModule.register({})], providers: [PerRequest] },
      { ...fake.options, attach: 'none' },
    );
    const services = await Promise.all(
      Array.from({ length: 20 }, () => module.resolve(PerRequest, ContextIdFactory.create())),
    );
    expect(new Set(services).size).toBe(20);
    for (const { http } of services) expect(await statusOf(http)).toBe(200);
    expect([interceptorsOf(services[0]!.http), fake.tokenRequests.length]).toEqual([1, 1]);
  });
});

describe('H-7 several applications in one process', () => {
  it('have tokens of their own, and one that closes takes nothing from the others', async () => {
    const imports = () => [HttpModule.register({})];
    const [first, second] = [await boot({ imports: imports() }), await boot({ imports: imports() })];
    const [one, other] = [first.get(HttpService), second.get(HttpService)];
    expect([await statusOf(one), await statusOf(other), fake.tokenRequests.length]).toEqual([200, 200, 2]);
    await first.close();
    expect([await statusOf(one), await statusOf(other)]).toEqual([401, 200]);
    expect((await firstValueFrom(second.get(AsposeClient).get('/x'))).status).toBe(200);
    expect(fake.tokenRequests).toHaveLength(2);
  });

  it('may attach one service in turn, at once and again, and leave it as it was', async () => {
    const http = new HttpService();
    const own = new HttpService(http.axiosRef.create());
    const [first, second] = [await boot(), await boot()];
    const detachers = [first, second, first].map((module) => module.get(AsposeAuthorizer).attach(own));
    expect([await statusOf(own), interceptorsOf(own)]).toEqual([200, 2]);
    expect(fake.tokenRequests).toHaveLength(1);
    for (const detach of detachers) detach();
    expect([await statusOf(own), interceptorsOf(own)]).toEqual([401, 0]);
  });
});
