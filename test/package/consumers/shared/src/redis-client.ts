import type { RedisClient } from 'nestjs-aspose-auth/redis';

/** A consumer that has a Redis client installed puts its own file here. */
export async function redisClient(_socket: string): Promise<{ client: RedisClient; close(): Promise<unknown> }> {
  throw new Error('this consumer has no Redis client');
}
