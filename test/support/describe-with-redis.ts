import { describe } from '@jest/globals';
import { hasRedis } from './redis.js';

type Describe = Pick<typeof describe, 'each'> & ((name: string, suite: () => void) => void);

/**
 * A suite that needs a Redis server. Without one it is skipped, so that `npm test` passes on any machine; CI installs one, and counts a
 * skipped test as failed. A file of its own, because benchmarks use redis.ts outside of Jest.
 */
export const describeWithRedis: Describe = hasRedis ? describe : describe.skip;
