import 'reflect-metadata';
import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';
import { AsposeAuthTelemetryModule } from 'nestjs-aspose-auth/otel';
import { firstValueFrom } from 'rxjs';
import { program } from './program.js';
import { startSdk } from './telemetry-sdk.js';

@Module({ imports: [AsposeAuthModule.forRoot(), AsposeAuthTelemetryModule.forRoot()] })
class TelemetryApp {}

// @ts-expect-error it takes no options
export const options = () => AsposeAuthTelemetryModule.forRoot({});

program(async () => {
  const sdk = startSdk();
  let acquired = 0;
  subscribe('aspose-auth:token.acquired', () => {
    acquired += 1;
  });
  const app = await NestFactory.createApplicationContext(TelemetryApp, { logger: ['error', 'warn'] });
  const call = () => firstValueFrom(app.get(AsposeClient).get('/v4.0/words/info'));
  assert.deepEqual(
    (await Promise.all([call(), call()])).map(({ status }) => status),
    [200, 200],
  );
  assert.equal(acquired, 1, 'the channel of the package tells of the one token');
  await sdk.check();
  await app.close();
});
