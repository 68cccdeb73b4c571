import 'reflect-metadata';
import assert from 'node:assert/strict';
import { NestFactory } from '@nestjs/core';
import { AsposeAuthModule, AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { type RedisClient, RedisTokenStore } from 'nestjs-aspose-auth/redis';
import { firstValueFrom } from 'rxjs';
import { program } from './program.js';
import { redisClient } from './redis-client.js';

/** A client object of the shape of ioredis, with as much of Redis behind it as the store uses. */
function fakeClient(): RedisClient {
  const values = new Map<string, string>();
  const commands: Record<string, (key: string, ...rest: string[]) => unknown> = {
    get: (key) => values.get(key) ?? null,
    pttl: (key) => (values.has(key) ? 60_000 : -2),
    set: (key, value, _px, _ttl, condition) =>
      condition === 'NX' && values.has(key) ? null : values.set(key, value) && 'OK',
    eval: (_script, _count, key, fence) => Number(values.get(key) === fence && values.delete(key)),
  };
  return { call: async (command, ...rest) => commands[command]?.(...(rest as [string])) };
}

// @ts-expect-error a client has a way to send commands
export const noClient: RedisClient = { get: async () => null };

/** Two applications, as two processes would be, and one token request; which is what the runner counts. */
async function share(client: RedisClient): Promise<void> {
  const tokens = new Set<string>();
  for (let member = 0; member < 2; member += 1) {
    const store = new RedisTokenStore(client, { prefix: 'consumer:', timeoutMs: 5_000 });
    const app = await NestFactory.createApplicationContext(
      { module: class Member {}, imports: [AsposeAuthModule.forRoot({ store })] },
      { logger: ['error', 'warn'] },
    );
    assert.equal((await firstValueFrom(app.get(AsposeClient).get('/v4.0/words/info'))).status, 200);
    tokens.add((await app.get(AsposeTokenService).getToken()).value);
    await app.close();
  }
  assert.equal(tokens.size, 1, 'both applications have the same token');
}

program(async () => {
  const real = process.env.REDIS_SOCKET === undefined ? undefined : await redisClient(process.env.REDIS_SOCKET);
  await share(real?.client ?? fakeClient());
  await real?.close();
});
