import type { RedisClient } from 'nestjs-aspose-auth/redis';
import { createClient } from 'redis';

export async function redisClient(socket: string): Promise<{ client: RedisClient; close(): Promise<unknown> }> {
  const client = createClient({ socket: { path: socket, tls: false } });
  await client.connect();
  return { client, close: () => client.close() };
}
