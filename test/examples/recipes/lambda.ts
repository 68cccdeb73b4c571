import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Reports } from '../quick-start/reports.js';
import { AppModule as WithRedis } from './redis.js';

@Module({ imports: [WithRedis], providers: [Reports] })
export class AppModule {}

let application: Promise<INestApplicationContext> | undefined;

/** Creates the application once per instance of the function. If that fails, the next call tries again. */
function getApplication(): Promise<INestApplicationContext> {
  application ??= NestFactory.createApplicationContext(AppModule, { abortOnError: false }).catch((error: unknown) => {
    application = undefined;
    throw error;
  });
  return application;
}

export async function handler(): Promise<{ statusCode: number; body: string }> {
  const app = await getApplication();
  return { statusCode: 200, body: JSON.stringify(await app.get(Reports).names()) };
}
