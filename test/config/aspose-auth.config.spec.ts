import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigModule, ConfigService, type ConfigType } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { AsposeAuthModule, AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { asposeAuthConfig } from 'nestjs-aspose-auth/config';
import { firstValueFrom } from 'rxjs';
import { FakeAspose } from '../support/fake-aspose.js';

let fake: FakeAspose;
const NAMES = ['ASPOSE_CLIENT_ID', 'ASPOSE_CLIENT_SECRET', 'ASPOSE_BASE_URL'];
beforeEach(async () => {
  fake = await FakeAspose.start();
  const values = [fake.clientId, fake.clientSecret, fake.url];
  for (const [index, name] of NAMES.entries()) process.env[name] = values[index];
});
afterEach(async () => {
  for (const name of NAMES) Reflect.deleteProperty(process.env, name);
  await fake.stop();
});

describe('asposeAuthConfig', () => {
  it('configures the module through asProvider', async () => {
    const imports = [AsposeAuthModule.forRootAsync(asposeAuthConfig.asProvider())];
    const app = await Test.createTestingModule({ imports }).compile();
    const { status } = await firstValueFrom(app.get(AsposeClient).get('/v4.0/words/info'));
    expect(status).toBe(200);
    expect(fake.tokenRequests[0]?.body.toString()).toContain(fake.clientId);
  });

  it('is the namespace asposeAuth of ConfigService, and injectable by its key', async () => {
    const config = ConfigModule.forRoot({ ignoreEnvFile: true, load: [asposeAuthConfig] });
    const app = await Test.createTestingModule({ imports: [config] }).compile();
    expect(app.get(ConfigService).get('asposeAuth.baseUrl')).toBe(fake.url);
    const injected = app.get<ConfigType<typeof asposeAuthConfig>>(asposeAuthConfig.KEY);
    expect(injected).toEqual(fake.options);
  });

  it('lets the rest be added in code', async () => {
    delete process.env.ASPOSE_CLIENT_SECRET;
    const { imports, inject } = asposeAuthConfig.asProvider();
    const useFactory = (config: ConfigType<typeof asposeAuthConfig>) => ({
      ...config,
      clientSecret: () => 'from a vault',
    });
    const app = await Test.createTestingModule({
      imports: [AsposeAuthModule.forRootAsync({ imports, inject, useFactory })],
    }).compile();
    await app.get(AsposeTokenService).getToken();
    expect(fake.tokenRequests[0]?.body.toString()).toContain('client_secret=from+a+vault');
  });

  it('leaves it to the module to say what is missing', async () => {
    delete process.env.ASPOSE_CLIENT_SECRET;
    const imports = [AsposeAuthModule.forRootAsync(asposeAuthConfig.asProvider())];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow('set ASPOSE_CLIENT_SECRET');
  });

  it('stops the boot at variables that cannot be read', async () => {
    process.env.ASPOSE_BASE_URL = 'api.aspose.cloud';
    const imports = [AsposeAuthModule.forRootAsync(asposeAuthConfig.asProvider())];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow(
      'ASPOSE_BASE_URL is not an absolute URL',
    );
  });
});
