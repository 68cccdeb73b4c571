export type { IoredisLike, NodeRedisLike, RedisClient } from './redis-token-store.js';
export { RedisTokenStore, type RedisTokenStoreOptions } from './redis-token-store.js';
