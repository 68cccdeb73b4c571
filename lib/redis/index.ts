export {
  type IoredisLike,
  type NodeRedisLike,
  type RedisClient,
  RedisTokenStore,
  type RedisTokenStoreOptions,
} from './redis-token-store.js';
