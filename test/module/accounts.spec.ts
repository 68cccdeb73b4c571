import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  type AsposeAccountOptions,
  AsposeAccounts,
  AsposeAuthModule,
  type AsposeAuthModuleOptions,
  AsposeClient,
  AsposeTokenService,
  getAsposeClientToken,
  getAsposeTokenServiceToken,
  InjectAsposeClient,
  InjectAsposeTokenService,
} from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { FakeAspose } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
let groupDocs: FakeAspose;
const modules: TestingModule[] = [];
const environment = { ...process.env };
beforeEach(async () => {
  [fake, groupDocs] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
});
afterEach(async () => {
  process.env = { ...environment };
  await Promise.all(modules.splice(0).map((module) => module.close()));
  await Promise.all([fake.stop(), groupDocs.stop()]);
});

const credentials = () => ({ clientId: randomUUID(), clientSecret: randomUUID() });
const askedBy = ({ tokenRequests }: FakeAspose) =>
  tokenRequests.map(({ body }) => new URLSearchParams(body.toString()).get('client_id'));
const carriedTo = ({ apiRequests }: FakeAspose) => apiRequests.map(({ headers }) => headers.authorization);
const call = (client: AsposeClient, url = '/call', account?: string) =>
  firstValueFrom(client.get(url, { validateStatus: () => true, ...(account && { asposeAuth: { account } }) }));

@Injectable()
class Reports {
  constructor(
    @InjectAsposeClient() readonly standard: AsposeClient,
    @InjectAsposeClient('reports') readonly client: AsposeClient,
    @InjectAsposeTokenService('reports') readonly tokens: AsposeTokenService,
  ) {}
}
@Module({ imports: [AsposeAuthModule.forFeature({ account: 'reports' })], providers: [Reports] })
class ReportsModule {}

/** A started application with the module `ReportsModule`, unless told otherwise. */
async function boot(options: AsposeAuthModuleOptions, ...features: object[]): Promise<TestingModule> {
  const root = AsposeAuthModule.forRoot({ ...fake.options, ...options });
  const imports = [root, ...(features.length > 0 ? features : [ReportsModule])] as never[];
  const module = await Test.createTestingModule({ imports }).compile();
  modules.push(module);
  return module.init();
}

describe('an account of the options', () => {
  it('is injected with a client and tokens of its own', async () => {
    const reports = credentials();
    const { standard, client, tokens } = (await boot({ accounts: { reports } })).get(Reports);
    expect([client instanceof AsposeClient, tokens instanceof AsposeTokenService]).toEqual([true, true]);
    const answers = [await call(client), await call(standard), await call(client)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(askedBy(fake)).toEqual([reports.clientId, fake.clientId]);
    const [first, second, third] = carriedTo(fake);
    expect([first, first]).toEqual([tokens.current()?.authorization, third]);
    expect(second).not.toBe(first);
    expect(tokens.state).toMatchObject({ account: 'reports', tokenRequests: 1 });
  });

  it('has tokens that its revocation, and no other, touches', async () => {
    const module = await boot({ accounts: { reports: credentials() } });
    const { standard, client, tokens } = module.get(Reports);
    await Promise.all([call(client), call(standard)]);
    const own = module.get(AsposeTokenService).current();
    tokens.reject(tokens.current()!);
    expect([tokens.current(), module.get(AsposeTokenService).current()]).toEqual([undefined, own]);
  });

  it('can be mocked in a test by its tokens', async () => {
    const root = AsposeAuthModule.forRoot({ ...fake.options, accounts: { reports: credentials() } });
    const module = await Test.createTestingModule({ imports: [root, ReportsModule] })
      .overrideProvider(getAsposeClientToken('reports'))
      .useValue('a client')
      .overrideProvider(getAsposeTokenServiceToken('reports'))
      .useValue('tokens')
      .compile();
    modules.push(module);
    expect(module.get(Reports)).toMatchObject({ client: 'a client', tokens: 'tokens' });
  });

  it('that nobody knows stops the boot, with those that are known', async () => {
    expect(await caught(boot({ accounts: { invoices: credentials() } }))).toMatchObject({
      code: 'ERR_ASPOSE_ACCOUNT',
      account: 'reports',
      message: expect.stringContaining('default, invoices'),
    });
  });
});

describe('an account of accountResolver', () => {
  /** Every name is a customer, but for `stranger`. */
  function customers() {
    const asked: string[] = [];
    const accountResolver = (name: string): Promise<AsposeAccountOptions | undefined> => {
      asked.push(name);
      return Promise.resolve(name === 'stranger' ? undefined : { clientId: `id of ${name}`, clientSecret: 'x' });
    };
    return { asked, accountResolver };
  }

  it('is injected through forFeature', async () => {
    const { asked, accountResolver } = customers();
    const { client, tokens } = (await boot({ accountResolver })).get(Reports);
    expect((await call(client)).status).toBe(200);
    expect([asked, askedBy(fake)]).toEqual([['reports'], ['id of reports']]);
    expect(carriedTo(fake)).toEqual([tokens.current()?.authorization]);
  });

  it('is one and the same for forFeature, for a request that names it, and for AsposeAccounts.get', async () => {
    const { asked, accountResolver } = customers();
    const module = await boot({ accountResolver });
    const { standard, client, tokens } = module.get(Reports);
    const got = await module.get(AsposeAccounts).get('reports');
    await Promise.all([call(standard, '/a', 'reports'), call(client, '/b'), firstValueFrom(got.client.get('/c'))]);
    expect(got.tokens).toBe(tokens);
    expect([asked, askedBy(fake), new Set(carriedTo(fake)).size]).toEqual([['reports'], ['id of reports'], 1]);
  });

  it('gives each of many requests at once its own token', async () => {
    const { asked, accountResolver } = customers();
    const { standard } = (await boot({ accountResolver })).get(Reports);
    const names = Array.from({ length: 60 }, (_, index) => `tenant ${index % 3}`);
    await Promise.all(names.map((name) => call(standard, `/${encodeURIComponent(name)}`, name)));
    expect(asked).toEqual(['reports', 'tenant 0', 'tenant 1', 'tenant 2']);
    expect(askedBy(fake).sort()).toEqual(['id of tenant 0', 'id of tenant 1', 'id of tenant 2']);
    const pairs = new Set(fake.apiRequests.map(({ url, headers }) => `${url} ${headers.authorization}`));
    expect([fake.apiRequests.length, pairs.size]).toEqual([60, 3]);
  });

  it('needs no default account with credentials: an anonymous one will do', async () => {
    const { accountResolver } = customers();
    const root = AsposeAuthModule.forRoot({ baseUrl: fake.url, anonymous: true, accountResolver });
    const module = await Test.createTestingModule({ imports: [root] }).compile();
    modules.push(await module.init());
    const client = module.get(AsposeClient);
    expect([(await call(client, '/a', 'acme')).status, (await call(client)).status]).toEqual([200, 401]);
    expect([askedBy(fake), carriedTo(fake)[1]]).toEqual([['id of acme'], undefined]);
  });

  it('that it does not know fails the request, and sends nothing', async () => {
    const { accountResolver } = customers();
    const { standard } = (await boot({ accountResolver })).get(Reports);
    expect(await caught(call(standard, '/a', 'stranger'))).toMatchObject({ code: 'ERR_ASPOSE_ACCOUNT' });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([0, 0]);
  });
});

describe('H-1 accounts on hosts of their own', () => {
  const start = async () => (await boot({ accounts: { reports: groupDocs.options } })).get(Reports);

  it('never get each other’s token, whoever calls whom', async () => {
    const { standard, client } = await start();
    const statuses = [await call(standard), await call(client)].map(({ status }) => status);
    expect(statuses).toEqual([200, 200]);
    const abroad = [await call(standard, `${groupDocs.url}/x`), await call(client, `${fake.url}/x`)];
    expect(abroad.map(({ status }) => status)).toEqual([401, 401]);
    expect([carriedTo(fake)[1], carriedTo(groupDocs)[1]]).toEqual([undefined, undefined]);
    expect([fake.tokenRequests.length, groupDocs.tokenRequests.length]).toEqual([1, 1]);
    const [token, other] = [carriedTo(fake)[0], carriedTo(groupDocs)[0]];
    expect(token).not.toBe(other);
  });

  it('are reached from one client by naming the account, with an address of that host', async () => {
    const { standard } = await start();
    expect((await call(standard, `${groupDocs.url}/x`, 'reports')).status).toBe(200);
    expect((await call(standard, '/x', 'reports')).status).toBe(401); // the address of the default account's host
    expect([carriedTo(groupDocs).length, carriedTo(fake)]).toEqual([1, [undefined]]);
    expect(askedBy(fake)).toEqual([]);
  });
});

describe('app.close()', () => {
  it('ends the flights of every account, those of accountResolver included', async () => {
    fake.onToken = () => undefined;
    const accountResolver = () => credentials();
    const module = await boot({ accountResolver, accounts: { reports: credentials() } });
    const { standard, client } = module.get(Reports);
    const { tokens } = await module.get(AsposeAccounts).get('tenant');
    const waiting = [call(standard), call(client), call(standard, '/a', 'other tenant'), tokens.getToken()].map(caught);
    for (let look = 0; look < 400 && fake.tokenRequests.length < 4; look += 1) await sleep(5);
    await module.close();
    const codes = (await Promise.all(waiting)).map((error) => (error as { code?: string }).code);
    expect(codes).toEqual(Array.from({ length: 4 }, () => 'ERR_ASPOSE_ABORTED'));
    expect(fake.apiRequests).toHaveLength(0);
  });
});
