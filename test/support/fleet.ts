import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { RedisTokenStoreOptions } from '../../lib/redis/index.js';

/** Results of a member's calls. */
export interface MemberResult {
  readonly ok: number;
  readonly failed: number;
  readonly errors: readonly string[];
  /** Number of warnings about the store. */
  readonly warnings: number;
  /** Token requests that were sent. */
  readonly requests: number;
}

/** A process that calls the API, and shares its tokens through Redis. */
export class Member {
  private constructor(readonly process: ChildProcess) {}

  static async start(
    lib: string,
    redis: string,
    options: object,
    storeOptions: RedisTokenStoreOptions = {},
  ): Promise<Member> {
    const env = { ...process.env, NODE_OPTIONS: '', MEMBER: JSON.stringify({ lib, redis, options, storeOptions }) };
    const child = fork(resolve('test/support/fleet-member.mjs'), { env });
    await once(child, 'message');
    return new Member(child);
  }

  async run(order: { calls: number; forMs?: number }): Promise<MemberResult> {
    this.process.send(order);
    const [result] = (await once(this.process, 'message')) as [MemberResult];
    return result;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill(signal);
    await once(this.process, 'exit');
  }
}
