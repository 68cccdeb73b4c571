import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { RedisTokenStore } from 'nestjs-aspose-auth/redis';

function connect(): Redis {
  const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
  return redis.on('error', () => undefined); // the package reports a store that fails
}

@Module({ providers: [{ provide: Redis, useFactory: connect }], exports: [Redis] })
export class RedisModule implements OnApplicationShutdown {
  constructor(private readonly redis: Redis) {}

  /** Without this, neither the process nor Jest ends by itself. */
  onApplicationShutdown(): void {
    this.redis.disconnect(); // unlike quit(), it does not wait for a server that is gone
  }
}

@Module({
  imports: [
    AsposeAuthModule.forRootAsync({
      imports: [RedisModule],
      inject: [Redis],
      useFactory: (redis: Redis) => ({ store: new RedisTokenStore(redis) }),
    }),
  ],
})
export class AppModule {}
