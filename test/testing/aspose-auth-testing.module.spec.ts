import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AsposeAccounts,
  AsposeAuthModule,
  AsposeClient,
  AsposeTokenService,
  getAsposeClientToken,
  InjectAsposeClient,
} from 'nestjs-aspose-auth';
import { ManualClock, AsposeAuthTestingModule as Testing, type TestResponder } from 'nestjs-aspose-auth/testing';
import { firstValueFrom } from 'rxjs';
import { FakeAspose } from '../support/fake-aspose.js';

@Injectable()
class Reports {
  constructor(@Inject(AsposeClient) readonly aspose: AsposeClient) {}
}
const echoToken: TestResponder = ({ headers }) => ({ data: headers.Authorization });
const getTokenSent = async (client: HttpService) => (await firstValueFrom(client.get<string>('/'))).data;

describe('a misspelt option', () => {
  it.each([
    [{ respnd: {} }, 'AsposeAuthTestingModule: respnd is not an option; did you mean respond?'],
    [{ acounts: {} }, 'AsposeAuthTestingModule: acounts is not an option; did you mean accounts?'],
  ])('of forRoot: %j', (options, message) => {
    expect(() => Testing.forRoot(options as never)).toThrow(message);
  });

  it.each([null, 5, []])('and options that are no object: %j', (options) => {
    expect(() => Testing.forRoot(options as never)).toThrow('AsposeAuthTestingModule: the options must be an object');
  });

  it('of override', () => {
    const builder = Test.createTestingModule({ imports: [AsposeAuthModule.forRoot()] });
    expect(() => Testing.override(builder, { unautorized: 1 } as never)).toThrow(
      'AsposeAuthTestingModule: unautorized is not an option; did you mean unauthorized?',
    );
  });
});

describe('AsposeAuthTestingModule.forRoot', () => {
  it('provides what AsposeAuthModule provides, to every module, without credentials', async () => {
    @Module({ providers: [Reports], exports: [Reports] })
    class ReportsModule {}
    const imports = [Testing.forRoot({ respond: echoToken }), ReportsModule];
    const app = await Test.createTestingModule({ imports }).compile();
    expect(await getTokenSent(app.get(Reports).aspose)).toBe('Bearer test-token');
    expect((await app.get(AsposeTokenService).getToken()).value).toBe('test-token');
    expect(await getTokenSent((await app.get(AsposeAccounts).get()).client)).toBe('Bearer test-token');
    await app.close();
  });

  it('T-3 hands out the given token, and another one after an hour', async () => {
    const clock = new ManualClock();
    const imports = [Testing.forRoot({ token: 'my-token', clock })];
    const tokens = (await Test.createTestingModule({ imports }).compile()).get(AsposeTokenService);
    expect((await tokens.getToken()).value).toBe('my-token');
    expect(tokens.state.remainingMs).toBe(3_600_000);
    clock.advance(3_600_001);
    expect(tokens.current()).toBeUndefined();
    expect((await tokens.getToken()).value).toBe('my-token-2');
  });

  it('has separate tokens for each account, also through forFeature', async () => {
    @Injectable()
    class Billing {
      constructor(@InjectAsposeClient('billing') readonly aspose: HttpService) {}
    }
    const options = { respond: echoToken, accounts: { billing: { http: { timeout: 5_000 } }, 'a b': {} } };
    const imports = [Testing.forRoot(options), AsposeAuthModule.forFeature({ account: 'billing' })];
    const app = await Test.createTestingModule({ imports, providers: [Billing] }).compile();
    expect(await getTokenSent(app.get(Billing).aspose)).toBe('Bearer test-token-billing');
    expect(await getTokenSent(app.get(getAsposeClientToken('billing')))).toBe('Bearer test-token-billing');
    const { tokens } = await app.get(AsposeAccounts).get('a b');
    expect((await tokens.getToken()).value).toBe('test-token-a_b');
  });

  it('resolves accounts at run time as the application does, and uses no store', async () => {
    const mustNotBeCalled = () => {
      throw new Error('the store was used');
    };
    const options = {
      respond: echoToken,
      store: { get: mustNotBeCalled, set: mustNotBeCalled },
      accountResolver: (name: string) =>
        name === 'late' ? { clientId: 'late', clientSecret: mustNotBeCalled } : undefined,
    };
    const app = await Test.createTestingModule({ imports: [Testing.forRoot(options)] }).compile();
    const accounts = app.get(AsposeAccounts);
    expect(await getTokenSent((await accounts.get('late')).client)).toBe('Bearer test-token-late');
    const named = app.get(AsposeClient).get<string>('/', { asposeAuth: { account: 'late' } });
    expect((await firstValueFrom(named)).data).toBe('Bearer test-token-late');
    await expect(accounts.get('unknown')).rejects.toMatchObject({ code: 'ERR_ASPOSE_ACCOUNT' });
    accounts.forget('late');
    expect((await (await accounts.get('late')).tokens.getToken()).value).toBe('test-token-late');
  });

  it('H-1 H-7 attaches to other HttpServices, for allowed origins only', async () => {
    const fake = await FakeAspose.start();
    fake.onApi = ({ headers }, response) => void response.end(headers.authorization ?? 'none');
    const imports = [Testing.forRoot({ baseUrl: fake.url }), HttpModule];
    const app = (await Test.createTestingModule({ imports }).compile()).createNestApplication();
    await app.init();
    const http = app.get(HttpService);
    expect((await firstValueFrom(http.get<string>(fake.url))).data).toBe('Bearer test-token');
    const elsewhere = fake.url.replace('127.0.0.1', 'localhost');
    fake.onApi = ({ headers }, response) => void response.end(headers.authorization ?? 'none');
    expect((await firstValueFrom(http.get<string>(elsewhere, { family: 4 }))).data).toBe('none');
    expect(fake.tokenRequests).toEqual([]);
    await app.close();
    await fake.stop();
  });

  it('lets another library respond if an adapter is given', async () => {
    const fake = await FakeAspose.start();
    fake.valid.add('test-token');
    const imports = [Testing.forRoot({ baseUrl: fake.url, http: { adapter: 'http' } })];
    const app = await Test.createTestingModule({ imports }).compile();
    expect((await firstValueFrom(app.get(AsposeClient).get<{ ok: boolean }>('/'))).data.ok).toBe(true);
    expect([fake.tokenRequests.length, fake.apiRequests.length]).toEqual([0, 1]);
    await fake.stop();
  });

  it('is not global if isGlobal is false', async () => {
    const imports = [Testing.forRoot({ isGlobal: false })];
    @Module({ providers: [Reports] })
    class Elsewhere {}
    const builder = Test.createTestingModule({ imports: [...imports, Elsewhere] });
    await expect(builder.compile()).rejects.toThrow('AsposeClient');
  });
});

describe('the environment of a test', () => {
  afterEach(() => {
    delete process.env.ASPOSE_BASE_URL;
  });

  it('is not read by forRoot, so that a test has the same result everywhere', async () => {
    process.env.ASPOSE_BASE_URL = 'http://plain.example';
    const app = await Test.createTestingModule({ imports: [Testing.forRoot()] }).compile();
    expect(app.get(AsposeClient).axiosRef.defaults.baseURL).toBe('https://api.aspose.cloud');
  });

  it('is read by override, as the module under test does', async () => {
    process.env.ASPOSE_BASE_URL = 'https://aspose.example';
    const builder = Test.createTestingModule({ imports: [AsposeAuthModule.forRoot()] });
    const app = await Testing.override(builder).compile();
    expect(app.get(AsposeClient).axiosRef.defaults.baseURL).toBe('https://aspose.example');
  });
});

describe('AsposeAuthTestingModule.override', () => {
  it('keeps a module under test off the network: it reads no secret and requests no token', async () => {
    const fake = await FakeAspose.start();
    const clientSecret = () => {
      throw new Error('the secret was read');
    };
    const options = { ...fake.options, clientSecret, verifyOnBoot: true, accounts: { other: { clientId: 'o' } } };
    @Module({ imports: [AsposeAuthModule.forRoot(options)], providers: [Reports] })
    class AppModule {}
    const builder = Test.createTestingModule({ imports: [AppModule] });
    const app = await Testing.override(builder, { token: 'my-token', unauthorized: 1, respond: echoToken }).compile();
    expect(await getTokenSent(app.get(Reports).aspose)).toBe('Bearer my-token-2');
    expect((await (await app.get(AsposeAccounts).get('other')).tokens.getToken()).value).toBe('my-token-other');
    Testing.of(app).respond({ data: 'later' });
    expect(await getTokenSent(app.get(Reports).aspose)).toBe('later');
    expect([fake.tokenRequests, fake.apiRequests]).toEqual([[], []]);
    await fake.stop();
  });

  it('T-3 replaces its clock', async () => {
    const clock = new ManualClock(0);
    const builder = Test.createTestingModule({ imports: [AsposeAuthModule.forRoot()] });
    const tokens = (await Testing.override(builder, { clock }).compile()).get(AsposeTokenService);
    expect((await tokens.getToken()).acquiredAt).toEqual(new Date(0));
  });

  it('still reports invalid options of the module under test', async () => {
    const builder = Test.createTestingModule({ imports: [AsposeAuthModule.forRoot({ baseUrl: 'ftp://x' })] });
    await expect(Testing.override(builder).compile()).rejects.toMatchObject({ code: 'ERR_ASPOSE_CONFIG' });
  });
});

it('AsposeAuthTestingModule.of throws if the application uses the real module', async () => {
  const imports = [AsposeAuthModule.forRoot({ clientId: 'id', clientSecret: 'none' })];
  const app = await Test.createTestingModule({ imports }).compile();
  expect(() => Testing.of(app)).toThrow(expect.objectContaining({ code: 'ERR_ASPOSE_CONFIG' }));
});
