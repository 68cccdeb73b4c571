import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpModule, HttpService } from '@nestjs/axios';
import {
  Controller,
  Get,
  Global,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
  Scope,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AsposeAccounts, AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { FakeAspose } from '../support/fake-aspose.js';
import { caught, until } from '../support/promises.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

const statusOf = (http: HttpService) =>
  firstValueFrom(http.get(`${fake.url}/x`, { validateStatus: () => true })).then(({ status }) => status);

/** Sends a request in each hook of its module. */
const createHookModule = (isGlobal: boolean) => {
  const statuses: Record<string, number> = {};
  @Injectable()
  class Hooks implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
    constructor(@Inject(HttpService) readonly http: HttpService) {}
    async onModuleInit() {
      statuses.init = await statusOf(this.http);
    }
    async onModuleDestroy() {
      statuses.destroy = await statusOf(this.http);
    }
    async beforeApplicationShutdown() {
      statuses.before = await statusOf(this.http);
    }
    async onApplicationShutdown() {
      statuses.shutdown = await statusOf(this.http);
    }
  }
  class HookModule {}
  Module({ imports: [HttpModule.register({})], providers: [Hooks] })(HookModule);
  if (isGlobal) Global()(HookModule);
  return { HookModule, statuses };
};

describe('H-7 requests in lifecycle hooks are authorised', () => {
  it.each([
    ['a global module, beside', true, true, false],
    ['a global module, beside one imported earlier', true, true, true],
    ['a module that is not global, and a global one imported earlier', false, true, true],
    ['a module that is not global, beside one imported earlier', false, false, true],
    ['a module that is not global, beside one imported later', false, false, false],
  ])('%s', async (_what, isGlobal, isOtherGlobal, isEarlier) => {
    const { HookModule, statuses } = createHookModule(isOtherGlobal);
    class Nested {}
    Module({ imports: [HookModule] })(Nested);
    const root = AsposeAuthModule.forRoot({ ...fake.options, isGlobal });
    class App {}
    Module({ imports: isEarlier ? [Nested, root] : [root, Nested] })(App);
    const app = await NestFactory.createApplicationContext(App, { logger: false });
    await app.close();
    expect(statuses).toEqual({ init: 200, destroy: 200, before: 200, shutdown: 200 });
  });
});

describe('H-7 a request that began before the shutdown', () => {
  it('ends as it would have ended without it', async () => {
    const gate = createGate();
    const reached = createGate();
    @Controller()
    class Desk {
      constructor(
        @Inject(HttpService) private readonly plain: HttpService,
        @Inject(AsposeClient) private readonly aspose: AsposeClient,
      ) {}
      @Get('work')
      async work() {
        const first = await statusOf(this.plain);
        reached.resolve();
        await gate.promise;
        return [first, await statusOf(this.plain), await statusOf(this.aspose)];
      }
    }
    @Module({
      imports: [HttpModule.register({}), AsposeAuthModule.forRoot(fake.options)],
      controllers: [Desk],
    })
    class App {}
    const app = await NestFactory.create(App, { logger: false });
    await app.listen(0, '127.0.0.1');
    const response = fetch(`${await app.getUrl()}/work`).then((result) => result.json());
    await reached.promise;
    const closing = app.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    gate.resolve();
    expect(await response).toEqual([200, 200, 200]);
    await closing;
  });
});

describe('H-7 what Nest creates more than once', () => {
  it('a transient HttpService is authorised in each of its instances', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Own extends HttpService {}
    @Injectable()
    class One {
      constructor(@Inject(Own) readonly http: HttpService) {}
    }
    @Injectable()
    class Other {
      constructor(@Inject(Own) readonly http: HttpService) {}
    }
    @Module({
      imports: [AsposeAuthModule.forRoot(fake.options)],
      providers: [
        One,
        Other,
        { provide: Own, scope: Scope.TRANSIENT, useFactory: () => new Own(new HttpService().axiosRef.create()) },
      ],
    })
    class App {}
    const app = await NestFactory.createApplicationContext(App, { logger: false });
    const services = [app.get(One).http, app.get(Other).http];
    expect(services[0]).not.toBe(services[1]);
    expect(await Promise.all(services.map(statusOf))).toEqual([200, 200]);
    await app.close();
    expect(await Promise.all(services.map(statusOf))).toEqual([401, 401]);
  });

  it('a provider that cannot be read is passed over', async () => {
    const odd = {
      get axiosRef(): never {
        throw new Error('not yet');
      },
    };
    @Module({ imports: [AsposeAuthModule.forRoot(fake.options)], providers: [{ provide: 'ODD', useValue: odd }] })
    class App {}
    const app = await NestFactory.createApplicationContext(App, { logger: false });
    await app.close();
  });
});

describe('T-9 token fetches when the application closes', () => {
  it.each([
    ['evicted', 1],
    ['forgotten, and is still used', 10],
  ])('end, also of an account that was %s', async (what, maxAccounts) => {
    fake.onToken = () => undefined; // never answers
    const accountResolver = () => ({ clientId: fake.clientId, clientSecret: fake.clientSecret });
    @Module({ imports: [AsposeAuthModule.forRoot({ ...fake.options, accountResolver, maxAccounts })] })
    class App {}
    const app = await NestFactory.createApplicationContext(App, { logger: false });
    const accounts = app.get(AsposeAccounts);
    const { tokens } = await accounts.get('acme');
    if (what !== 'evicted') accounts.forget('acme');
    const failing = caught(tokens.getToken());
    if (what === 'evicted') await accounts.get('other');
    await until(() => fake.tokenRequests.length === 1);
    await app.close();
    expect(await failing).toMatchObject({ code: 'ERR_ASPOSE_ABORTED' });
  });
});

function createGate() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
