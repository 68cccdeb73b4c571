import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigModule, ConfigService, type ConfigType } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { AsposeAuthModule, AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { asposeAuthConfig } from 'nestjs-aspose-auth/config';
import { firstValueFrom } from 'rxjs';
import { readEnvironmentOptions } from '../../lib/config/aspose-auth.config.js';
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

  it('can be completed in code', async () => {
    delete process.env.ASPOSE_CLIENT_SECRET;
    const { imports, inject } = asposeAuthConfig.asProvider();
    const useFactory = (config: ConfigType<typeof asposeAuthConfig>) => ({
      ...config,
      clientSecret: () => 'from code',
    });
    const app = await Test.createTestingModule({
      imports: [AsposeAuthModule.forRootAsync({ imports, inject, useFactory })],
    }).compile();
    await app.get(AsposeTokenService).getToken();
    expect(fake.tokenRequests[0]?.body.toString()).toContain('client_secret=from+code');
  });

  it('leaves it to the module to report missing variables', async () => {
    delete process.env.ASPOSE_CLIENT_SECRET;
    const imports = [AsposeAuthModule.forRootAsync(asposeAuthConfig.asProvider())];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow('set ASPOSE_CLIENT_SECRET');
  });

  it('stops the boot if variables are invalid', async () => {
    process.env.ASPOSE_BASE_URL = 'api.aspose.cloud';
    const imports = [AsposeAuthModule.forRootAsync(asposeAuthConfig.asProvider())];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow('ASPOSE_BASE_URL has no scheme');
  });
});

const readOptions = (env: Record<string, string>) => readEnvironmentOptions((name) => env[name]);

describe('readEnvironmentOptions', () => {
  it.each<[string, Record<string, string>, object]>([
    ['no variable', { OTHER: 'x' }, {}],
    ['credentials', { ASPOSE_CLIENT_ID: 'id', ASPOSE_CLIENT_SECRET: ' s ' }, { clientId: 'id', clientSecret: 's' }],
    ['an alias', { ASPOSE_APP_SID: 'id', ASPOSE_CLIENT_ID: ' ' }, { clientId: 'id' }],
    [
      'a list',
      { ASPOSE_ALLOWED_ORIGINS: 'https://a.example, https://b.example' },
      { allowedOrigins: ['https://a.example', 'https://b.example'] },
    ],
    [
      'numbers and flags',
      { ASPOSE_TOKEN_TIMEOUT_MS: '250', ASPOSE_ANONYMOUS: 'yes', ASPOSE_VERIFY_ON_BOOT: '0' },
      { tokenTimeoutMs: 250, anonymous: true, verifyOnBoot: false },
    ],
    [
      'URLs and a storage',
      { ASPOSE_BASE_URL: 'https://a.example', ASPOSE_TOKEN_URL: 'https://b.example/t', ASPOSE_STORAGE: 'main' },
      { baseUrl: 'https://a.example', tokenUrl: 'https://b.example/t', storage: 'main' },
    ],
  ])('%s', (_case, env, options) => {
    expect(readOptions(env)).toEqual(options);
  });

  it('reports a secret and a file, because one of them would be ignored', () => {
    const both = { ASPOSE_CLIENT_SECRET: 's', ASPOSE_CLIENT_SECRET_FILE: '/run/s' };
    expect(() => readOptions(both)).toThrow(
      'ASPOSE_CLIENT_SECRET and ASPOSE_CLIENT_SECRET_FILE are both set; unset one',
    );
  });

  it('T-8 reads a secret file anew each time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aspose-auth-'));
    const file = join(folder, 'secret');
    const { clientSecret } = readOptions({ ASPOSE_CLIENT_SECRET_FILE: file });
    const read = clientSecret as () => Promise<string>;
    await writeFile(file, 'one\n');
    expect(await read()).toBe('one');
    await writeFile(file, 'two');
    expect(await read()).toBe('two');
    await rm(folder, { recursive: true });
  });

  it('reports all invalid values at once, by the name of the variable', () => {
    const env = { ASPOSE_BASE_URL: 'api', ASPOSE_TOKEN_TIMEOUT_MS: 'soon', ASPOSE_ANONYMOUS: 'maybe' };
    expect(() => readOptions(env)).toThrow(expect.objectContaining({ code: 'ERR_ASPOSE_CONFIG' }));
    for (const name of Object.keys(env)) expect(() => readOptions(env)).toThrow(name);
  });
});
