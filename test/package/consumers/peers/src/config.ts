import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Injectable, Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';
import { asposeAuthConfig, asposeAuthEnvSchema, validateAsposeAuthEnv } from 'nestjs-aspose-auth/config';
import { firstValueFrom } from 'rxjs';
import { program } from './program.js';

@Injectable()
class Reports {
  constructor(
    readonly aspose: AsposeClient,
    readonly config: ConfigService,
  ) {}
}

/** As `@nestjs/config` is used: a namespace, and the variables checked before anything is built. */
async function useNamespace(): Promise<void> {
  @Module({
    imports: [
      ConfigModule.forRoot({ ignoreEnvFile: true, load: [asposeAuthConfig], validationSchema: asposeAuthEnvSchema }),
      AsposeAuthModule.forRootAsync(asposeAuthConfig.asProvider()),
    ],
    providers: [Reports, ConfigService],
  })
  class ConfigApp {}
  const app = await NestFactory.createApplicationContext(ConfigApp, { logger: ['error', 'warn'] });
  const { aspose, config } = app.get(Reports);
  assert.equal((await firstValueFrom(aspose.get('/v4.0/words/info'))).status, 200);
  assert.equal(config.get('asposeAuth.clientId'), process.env.ASPOSE_CLIENT_ID);
  await app.close();
}

/** What is wrong is said when the application's module is built, with the variable's name. */
async function missSomething(options: Parameters<typeof ConfigModule.forRoot>[0]): Promise<void> {
  const { ASPOSE_CLIENT_SECRET } = process.env;
  delete process.env.ASPOSE_CLIENT_SECRET;
  const build = async () => ConfigModule.forRoot({ ignoreEnvFile: true, ...options });
  await assert.rejects(build(), /ASPOSE_CLIENT_SECRET/);
  process.env.ASPOSE_CLIENT_SECRET = ASPOSE_CLIENT_SECRET;
}

program(async () => {
  await useNamespace();
  await missSomething({ validate: validateAsposeAuthEnv });
  await missSomething({ validationSchema: asposeAuthEnvSchema });
});
