export type { IoredisLike, NodeRedisLike, RedisClient } from './redis-command.js';
export { RedisTokenStore, type RedisTokenStoreOptions } from './redis-token-store.js';
