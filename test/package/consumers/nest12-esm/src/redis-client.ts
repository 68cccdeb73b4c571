import { Redis } from 'ioredis';
import type { RedisClient } from 'nestjs-aspose-auth/redis';

export async function redisClient(socket: string): Promise<{ client: RedisClient; close(): Promise<unknown> }> {
  const client = new Redis({ path: socket });
  return { client, close: () => client.quit() };
}
