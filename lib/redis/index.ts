export type { GlideLike, IoredisLike, NodeRedisLike, RedisClient } from './redis-commands.js';
export { RedisTokenStore, type RedisTokenStoreOptions } from './redis-token-store.js';
