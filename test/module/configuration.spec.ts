import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import {
  AsposeAuthModule,
  type AsposeAuthModuleOptions,
  type AsposeAuthOptionsFactory,
  AsposeClient,
  AsposeTokenService,
} from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { FakeAspose } from '../support/fake-aspose.js';

let fake: FakeAspose;
const environment = { ...process.env };
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(async () => {
  process.env = { ...environment };
  await fake.stop();
});

type Imports = NonNullable<Parameters<typeof Test.createTestingModule>[0]['imports']>;
const compile = (...imports: Imports) => Test.createTestingModule({ imports }).compile();
const variables = () => ({
  ASPOSE_CLIENT_ID: fake.clientId,
  ASPOSE_CLIENT_SECRET: fake.clientSecret,
  ASPOSE_BASE_URL: fake.url,
});

async function works(...imports: Imports): Promise<void> {
  const module = await compile(...imports);
  const { status } = await firstValueFrom(module.get(AsposeClient, { strict: false }).get('/x'));
  expect([status, fake.tokenRequests.length]).toEqual([200, 1]);
}

describe('forRoot()', () => {
  it('without arguments reads the environment, when it is built and not before', async () => {
    const module = AsposeAuthModule.forRoot();
    Object.assign(process.env, variables());
    await works(module);
  });

  it('reads a .env file that ConfigModule has loaded', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aspose-auth-'));
    const lines = Object.entries(variables()).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(folder, '.env'), lines.join(''));
    await works(AsposeAuthModule.forRoot(), ConfigModule.forRoot({ envFilePath: join(folder, '.env') }));
    await rm(folder, { recursive: true });
  });

  it('reads what only a global ConfigService knows, wherever it stands among the imports', async () => {
    const config = () => ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load: [variables] });
    await works(AsposeAuthModule.forRoot(), config());
    fake.tokenRequests.splice(0);
    await works(config(), AsposeAuthModule.forRoot());
  });

  it('names every problem at bootstrap', async () => {
    await expect(compile(AsposeAuthModule.forRoot())).rejects.toMatchObject({
      code: 'ERR_ASPOSE_CONFIG',
      message: expect.stringMatching(/ASPOSE_CLIENT_ID[\s\S]*ASPOSE_CLIENT_SECRET/),
    });
  });

  it('is global unless told otherwise', () => {
    expect(AsposeAuthModule.forRoot().global).toBe(true);
    expect(AsposeAuthModule.forRoot({ isGlobal: false }).global).toBe(false);
  });
});

describe('forRootAsync()', () => {
  @Injectable()
  class Factory implements AsposeAuthOptionsFactory {
    static options: AsposeAuthModuleOptions;
    createAsposeAuthOptions() {
      return Factory.options;
    }
  }
  @Module({ providers: [Factory], exports: [Factory] })
  class FactoryModule {}
  beforeEach(() => {
    Factory.options = fake.options;
  });

  it('useFactory with injection', async () => {
    const imports = [ConfigModule.forRoot({ ignoreEnvFile: true, load: [() => ({ nested: { id: fake.clientId } })] })];
    await works(
      AsposeAuthModule.forRootAsync({
        imports,
        inject: [ConfigService],
        useFactory: (config: ConfigService) =>
          Promise.resolve({ ...fake.options, clientId: config.getOrThrow<string>('nested.id') }),
      }),
    );
  });

  it('useClass', () => works(AsposeAuthModule.forRootAsync({ useClass: Factory })));

  it('useExisting', () => works(AsposeAuthModule.forRootAsync({ imports: [FactoryModule], useExisting: Factory })));

  it('isGlobal, true by default', () => {
    const useFactory = () => fake.options;
    expect(AsposeAuthModule.forRootAsync({ useFactory }).global).toBe(true);
    expect(AsposeAuthModule.forRootAsync({ useFactory, isGlobal: false }).global).toBe(false);
  });

  it('of a factory that leaves everything out reads the environment', async () => {
    Object.assign(process.env, variables());
    await works(AsposeAuthModule.forRootAsync({ useFactory: () => ({}) }));
  });
});

describe('verifyOnBoot', () => {
  it('asks for one token, which the first call uses', async () => {
    const module = await compile(AsposeAuthModule.forRoot({ ...fake.options, verifyOnBoot: true }));
    expect(fake.tokenRequests).toHaveLength(1);
    expect(module.get(AsposeTokenService).current()).toBeDefined();
  });

  it('stops the boot on wrong credentials, with one request and the reason', async () => {
    fake.onToken = (_seen, response) => {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_client"}');
    };
    process.env.ASPOSE_VERIFY_ON_BOOT = 'true';
    await expect(compile(AsposeAuthModule.forRoot(fake.options))).rejects.toMatchObject({
      code: 'ERR_ASPOSE_CREDENTIALS',
      message: expect.stringContaining('can take hours to work'),
    });
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('off sends nothing at boot', async () => {
    const module = await compile(AsposeAuthModule.forRoot(fake.options));
    await module.init();
    expect(fake.tokenRequests).toHaveLength(0);
  });
});
