import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { RequestShape } from '../../lib/http/attachments.js';
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
describe('H-7 two applications in one process', () => {
  const failing = { provide: 'FAILING', useValue: { onModuleInit: () => Promise.reject(new Error('no database')) } };

  it('one that could not start does not stand in the way of the next', async () => {
    const here = { clientId: fake.clientId, clientSecret: fake.clientSecret, baseUrl: fake.url };
    const broken = { module: class FailingModule {}, providers: [failing] };
    await expect(boot(AsposeAuthModule.forRoot({ ...here, clientId: 'a' }), BareModule, broken)).rejects.toThrow(
      'no database',
    );
    apps.pop(); // it cannot be closed
    const app = await boot(AsposeAuthModule.forRoot(here), BareModule);
    const { http } = getFeature(app, BareModule);
    expect((await firstValueFrom(http.get(`${fake.url}/x`))).status).toBe(200);
    await app.close();
    apps.pop();
    const afterwards = firstValueFrom(http.get(`${fake.url}/x`, { validateStatus: () => true }));
    expect(await getAuthorizationScheme(fake, afterwards)).toBeUndefined();
  });

  it('one that starts slowly attaches again, and is told of the conflict', async () => {
    const here = { clientId: fake.clientId, clientSecret: fake.clientSecret, baseUrl: fake.url };
    let goOn = (): void => undefined;
    const waits = { onModuleInit: () => new Promise<void>((resolve) => (goOn = resolve)) };
    const slow = { module: class SlowModule {}, providers: [{ provide: 'SLOW', useValue: waits }] };
    const first = boot(AsposeAuthModule.forRoot({ ...here, clientId: 'a' }), BareModule, slow);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await boot(AsposeAuthModule.forRoot(here), BareModule);
    goOn();
    await expect(first).rejects.toThrow('Two applications in this process');
  });

  const nothing = () => undefined;
  const account = { clientId: 'a', clientSecret: 'b' };
  type Options = Parameters<typeof AsposeAuthModule.forRoot>[0];
  it.each<[string, () => Options, (() => Options)?]>([
    ['client ids', () => ({ clientId: 'another' })],
    ['secrets', () => ({ clientSecret: 'another' })],
    ['functions of the secret', () => ({ clientSecret: () => 'a' }), () => ({ clientSecret: () => 'a' })],
    ['storages', () => ({ storage: 'Another' })],
    ['scopes', () => ({ scope: 'another' })],
    ['parameters', () => ({ extraParameters: { a: 'b' } })],
    ['authentication', () => ({ clientAuthentication: 'basic' })],
    ['authentication functions', () => ({ clientAuthentication: nothing }), () => ({ clientAuthentication: () => {} })],
    ['allowed origins', () => ({ allowedOrigins: [fake.url, 'https://another.test'] })],
    ['accounts', () => ({ accounts: { a: account } })],
    [
      'secrets of an account',
      () => ({ accounts: { a: account } }),
      () => ({ accounts: { a: { ...account, clientSecret: 'c' } } }),
    ],
    ['resolvers', () => ({ accountResolver: nothing }), () => ({ accountResolver: () => undefined })],
    ['resolvers, of which one has none', () => ({ accountResolver: nothing })],
    ['anonymity', () => ({ anonymous: true })],
    [
      'origins, but one in common in an account',
      () => ({ baseUrl: 'https://another.test', accounts: { a: { ...account, baseUrl: fake.url } } }),
    ],
    ['origins, but a resolver', () => ({ baseUrl: 'https://another.test', accountResolver: nothing })],
  ])('with different %s on the process-wide axios are a configuration error', async (...[, own, others]) => {
    const here = { clientId: fake.clientId, clientSecret: 'secret', baseUrl: fake.url };
    await boot(AsposeAuthModule.forRoot({ ...here, ...others?.() }), BareModule);
    await expect(boot(AsposeAuthModule.forRoot({ ...here, ...own() }), BareModule)).rejects.toMatchObject({
      code: 'ERR_ASPOSE_CONFIG',
      message: expect.stringContaining('HttpModule.register({})'),
    });
  });

  it('with the same settings, with other origins, or with an axios of their own get on', async () => {
    const options = { ...fake.options, accountResolver: nothing, storage: 'S' };
    const first = await boot(AsposeAuthModule.forRoot(options), BareModule);
    const same = await boot(AsposeAuthModule.forRoot({ ...options, store: new Map() as never }), BareModule);
    await boot(AsposeAuthModule.forRoot({ ...fake.options, clientId: 'another' }), RegisteredModule);
    const { http } = getFeature(first, BareModule);
    await firstValueFrom(http.get(`${fake.url}/x`));
    await first.close();
    expect(await getAuthorizationScheme(fake, firstValueFrom(http.get(`${fake.url}/x`)))).toBe('Bearer');
    await same.close();
  });

  it('with other origins answer for their own, named accounts included', async () => {
    const named = (server: FakeAspose) => ({ accounts: { reports: { ...server.options, clientId: 'reports' } } });
    const first = await boot(
      AsposeAuthModule.forRoot({ ...fake.options, storage: 'First', ...named(fake) }),
      BareModule,
    );
    const second = await boot(
      AsposeAuthModule.forRoot({ ...third.options, storage: 'Second', ...named(third) }),
      BareModule,
    );
    for (const app of [first, second]) {
      const { http } = getFeature(app, BareModule);
      for (const server of [fake, third]) {
        await firstValueFrom(http.get(`${server.url}/x`));
        await firstValueFrom(http.get(`${server.url}/x`, { asposeAuth: { account: 'reports' } }));
      }
    }
    const storages = ({ apiRequests }: FakeAspose) => new Set(apiRequests.map(({ url }) => url));
    expect([storages(fake), storages(third)]).toEqual([new Set(['/x?storage=First']), new Set(['/x?storage=Second'])]);
    const clients = ({ tokenRequests }: FakeAspose) =>
      tokenRequests.map(({ body }) => new URLSearchParams(String(body)).get('client_id'));
    expect([clients(fake), clients(third)]).toEqual([
      [fake.clientId, 'reports'],
      [third.clientId, 'reports'],
    ]);
  });

  it('are told apart again when one has closed', async () => {
    const first = await boot(AsposeAuthModule.forRoot(fake.options), BareModule);
    await first.close();
    const second = await boot(AsposeAuthModule.forRoot({ ...fake.options, storage: 'Second' }), BareModule);
    const { http } = getFeature(second, BareModule);
    await firstValueFrom(http.get(`${fake.url}/x`));
    expect(fake.apiRequests.at(-1)?.url).toBe('/x?storage=Second');
  });

  it('keep nothing of the secrets where they can be printed', async () => {
    const app = await boot(AsposeAuthModule.forRoot(fake.options), BareModule);
    const shape = app.get(RequestShape, { strict: false });
    expect(inspect(shape, { showHidden: true, depth: 10 })).not.toContain(fake.clientSecret);
  });
});
