// One application that makes one call when its parent says so. Uses the built package as users do.
import 'reflect-metadata';
import { once } from 'node:events';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';
import { RedisTokenStore } from 'nestjs-aspose-auth/redis';
import { firstValueFrom } from 'rxjs';

const { options, redisUrl, storeOptions, name } = JSON.parse(process.argv[2]);
// Redis 7.0 has no CLIENT SETINFO.
const redis = redisUrl && new Redis(redisUrl, { disableClientInfo: true }).on('error', () => undefined);
const store = redis && new RedisTokenStore(redis, storeOptions);
const application = await NestFactory.createApplicationContext(AsposeAuthModule.forRoot({ ...options, store }), {
  logger: false,
});
if (redis && redis.status !== 'ready') await once(redis, 'ready');

process.on('disconnect', () => process.exit());
process.once('message', async () => {
  const startedAt = performance.now();
  await firstValueFrom(application.get(AsposeClient).get(`/${name}`));
  process.send({ ms: performance.now() - startedAt });
});
process.send('ready');
