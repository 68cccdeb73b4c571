import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpModule, HttpService } from '@nestjs/axios';
import { type INestApplication, Inject, Injectable, Module, Scope } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import axios from 'axios';
import { AsposeAccounts, AsposeAuthModule, AsposeAuthorizer, AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { BareModule, getAuthorizationScheme, getFeature, RegisteredModule } from './feature-modules.js';

let fake: FakeAspose;
let third: FakeAspose;
const apps: INestApplication[] = [];
beforeEach(async () => {
  [fake, third] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
  third.onApi = (_seen, response) => json(response, 200, {});
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await Promise.all([fake.stop(), third.stop()]);
});

async function boot(...imports: Parameters<typeof Test.createTestingModule>[0]['imports'] & object) {
  const module = await Test.createTestingModule({ imports }).compile();
  const app = module.createNestApplication({ logger: false });
  apps.push(app);
  await app.init();
  return app;
}
describe('H-7 discovery', () => {
  it.each([
    ['bare', BareModule],
    ['registered', RegisteredModule],
  ])('authorises the HttpService of a %s HttpModule for Aspose, and for nobody else', async (_what, Imported) => {
    const app = await boot(AsposeAuthModule.forRoot(fake.options), Imported);
    const { http } = getFeature(app, Imported);
    expect(await getAuthorizationScheme(fake, firstValueFrom(http.get(`${fake.url}/x`)))).toBe('Bearer');
    expect(await getAuthorizationScheme(third, firstValueFrom(http.get(`${third.url}/x`)))).toBeUndefined();
    expect(await getAuthorizationScheme(third, axios.get(`${third.url}/x`))).toBeUndefined();
  });

  it('ends with the application: no token is sent after close', async () => {
    const app = await boot(AsposeAuthModule.forRoot(fake.options), BareModule);
    const { http } = getFeature(app, BareModule);
    await firstValueFrom(http.get(`${fake.url}/x`));
    await app.close();
    fake.onApi = (_seen, response) => json(response, 200, {});
    expect(await getAuthorizationScheme(fake, firstValueFrom(http.get(`${fake.url}/x`)))).toBeUndefined();
    expect(await getAuthorizationScheme(fake, axios.get(`${fake.url}/x`))).toBeUndefined();
  });

  it('is idempotent: imported twice, initialised twice, attached by hand as well', async () => {
    const app = await boot(AsposeAuthModule.forRoot(fake.options), BareModule, RegisteredModule);
    await app.init();
    const { http } = getFeature(app, RegisteredModule);
    const interceptors = () => {
      let count = 0;
      const { request } = http.axiosRef.interceptors as unknown as { request: { forEach(each: () => void): void } };
      request.forEach(() => {
        count += 1;
      });
      return count;
    };
    const detach = app.get(AsposeAuthorizer).attach(http);
    expect(interceptors()).toBe(1);
    detach();
    detach();
    expect(interceptors()).toBe(1);
    await app.close();
    expect(interceptors()).toBe(0);
  });

  it('leaves everything to the caller with attach: none', async () => {
    const app = await boot(AsposeAuthModule.forRoot({ ...fake.options, attach: 'none' }), RegisteredModule);
    const { http } = getFeature(app, RegisteredModule);
    await expect(firstValueFrom(http.get(`${fake.url}/x`))).rejects.toMatchObject({ response: { status: 401 } });
    expect(fake.tokenRequests).toHaveLength(0);
    const detach = app.get(AsposeAuthorizer).attach(http.axiosRef);
    expect(await getAuthorizationScheme(fake, firstValueFrom(http.get(`${fake.url}/x`)))).toBe('Bearer');
    detach();
    await expect(firstValueFrom(http.get(`${fake.url}/x`))).rejects.toMatchObject({ response: { status: 401 } });
  });

  it('passes over request-scoped services and things that only look like one', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {
      readonly axiosRef = axios.create();
    }
    @Module({
      imports: [HttpModule],
      providers: [
        PerRequest,
        { provide: 'A', useValue: { axiosRef: 1 } },
        { provide: 'B', useValue: { axiosRef: {} } },
      ],
    })
    class Odd {}
    await boot(AsposeAuthModule.forRoot(fake.options), Odd);
  });
});

describe('H-7 the account of a discovered HttpService', () => {
  const accounts = () => ({
    accounts: { reports: { ...third.options, baseUrl: fake.url, tokenUrl: `${third.url}/connect/token` } },
  });
  const requested = () => [fake.tokenRequests.length, third.tokenRequests.length];

  it('is the one attached by hand, however often and in whatever order, until that is undone', async () => {
    const app = await boot(AsposeAuthModule.forRoot({ ...fake.options, ...accounts() }), RegisteredModule);
    fake.onApi = (_seen, response) => json(response, 200, {});
    const { http } = getFeature(app, RegisteredModule);
    const authorizer = app.get(AsposeAuthorizer);
    const undo = [authorizer.attach(http, { account: 'reports' }), authorizer.attach(http)];
    await firstValueFrom(http.get(`${fake.url}/x`));
    expect(requested()).toEqual([0, 1]);
    undo.push(authorizer.attach(http, { account: 'default' }));
    await firstValueFrom(http.get(`${fake.url}/x`));
    expect(requested()).toEqual([1, 1]);
    undo.pop()?.();
    await firstValueFrom(http.get(`${fake.url}/x`));
    expect(third.valid.has(fake.apiRequests.at(-1)?.headers.authorization?.slice(7) ?? '')).toBe(true);
    for (const detach of undo) detach();
    await firstValueFrom(http.get(`${fake.url}/x`));
    expect(fake.valid.has(fake.apiRequests.at(-1)?.headers.authorization?.slice(7) ?? '')).toBe(true);
    expect(requested()).toEqual([1, 1]);
  });

  it('is the one attached in a constructor, before discovery', async () => {
    @Injectable()
    class Attaching {
      constructor(
        @Inject(HttpService) readonly http: HttpService,
        @Inject(AsposeAuthorizer) authorizer: AsposeAuthorizer,
      ) {
        authorizer.attach(http, { account: 'reports' });
      }
    }
    @Module({ imports: [HttpModule.register({})], providers: [Attaching] })
    class AttachingModule {}
    const app = await boot(AsposeAuthModule.forRoot({ ...fake.options, ...accounts() }), AttachingModule);
    fake.onApi = (_seen, response) => json(response, 200, {});
    await firstValueFrom(app.select(AttachingModule).get(Attaching).http.get(`${fake.url}/x`));
    expect(requested()).toEqual([0, 1]);
  });

  it('of an AsposeClient stays its own if it is attached without one', async () => {
    const app = await boot(AsposeAuthModule.forRoot({ ...fake.options, ...accounts() }));
    fake.onApi = (_seen, response) => json(response, 200, {});
    const { client } = await app.get(AsposeAccounts).get('reports');
    app.get(AsposeAuthorizer).attach(client);
    await firstValueFrom(client.get('/x'));
    expect(requested()).toEqual([0, 1]);
  });

  it('that does not exist is an error, and changes nothing', async () => {
    const app = await boot(AsposeAuthModule.forRoot(fake.options), RegisteredModule);
    const { http } = getFeature(app, RegisteredModule);
    expect(() => app.get(AsposeAuthorizer).attach(http, { account: 'nope' })).toThrow(
      expect.objectContaining({ code: 'ERR_ASPOSE_ACCOUNT' }),
    );
    expect(await getAuthorizationScheme(fake, firstValueFrom(http.get(`${fake.url}/x`)))).toBe('Bearer');
  });
});

describe('forFeature', () => {
  it('gives the importing module a client with axios defaults of its own', async () => {
    @Injectable()
    class Reports {
      constructor(@Inject(AsposeClient) readonly client: AsposeClient) {}
    }
    @Module({
      imports: [AsposeAuthModule.forFeature({ http: { headers: { 'x-feature': 'reports' }, timeout: 1_234 } })],
      providers: [Reports],
    })
    class ReportsModule {}
    @Injectable()
    class Plain {
      constructor(@Inject(AsposeClient) readonly client: AsposeClient) {}
    }
    @Module({ providers: [Plain] })
    class PlainModule {}
    const app = await boot(AsposeAuthModule.forRoot(fake.options), ReportsModule, PlainModule);
    const { client } = app.select(ReportsModule).get(Reports);
    await firstValueFrom(client.get('/x'));
    await firstValueFrom(app.select(PlainModule).get(Plain).client.get('/x'));
    expect(client.axiosRef.defaults).toMatchObject({ timeout: 1_234, baseURL: fake.url });
    expect(fake.apiRequests.map(({ headers }) => headers['x-feature'])).toEqual(['reports', undefined]);
    expect(fake.tokenRequests).toHaveLength(1);
  });
});
