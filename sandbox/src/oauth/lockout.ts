import { createHash } from 'node:crypto';

/** Failures after which a pair is locked. */
const MAX_FAILURES = 5;
/** Maximum number of pairs that are remembered, so that a flood of random secrets does not exhaust the memory. */
const MAX_PAIRS = 10_000;
/** Duration of a lock, and value of `Retry-After`, in seconds, as documented for the service. */
export const LOCKOUT_SECONDS = 600;

/** Locks a pair of client id and secret for ten minutes after five rejected requests. Other pairs are not affected. */
export class Lockout {
  readonly #pairs = new Map<string, { failures: number[]; lockedUntil: number }>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  isLocked(clientId: string, clientSecret: string): boolean {
    const key = toKey(clientId, clientSecret);
    const pair = this.#pairs.get(key);
    if (!pair || pair.lockedUntil === 0) return false;
    if (this.#clock() < pair.lockedUntil) return true;
    this.#pairs.delete(key);
    return false;
  }

  recordFailure(clientId: string, clientSecret: string): void {
    const now = this.#clock();
    const key = toKey(clientId, clientSecret);
    const recent = this.#pairs.get(key)?.failures.filter((at) => now - at < LOCKOUT_SECONDS * 1000) ?? [];
    const failures = [...recent, now];
    const lockedUntil = failures.length >= MAX_FAILURES ? now + LOCKOUT_SECONDS * 1000 : 0;
    this.#pairs.delete(key); // so that set() makes it the newest entry
    this.#pairs.set(key, { failures, lockedUntil });
    const [oldest] = this.#pairs.keys();
    if (this.#pairs.size > MAX_PAIRS && oldest !== undefined) this.#pairs.delete(oldest);
  }

  /** Locks a pair now, as five rejected requests would. */
  lock(clientId: string, clientSecret: string): void {
    for (let i = 0; i < MAX_FAILURES; i++) this.recordFailure(clientId, clientSecret);
  }

  /** Forgets all failures and locks. */
  clear(): void {
    this.#pairs.clear();
  }

  recordSuccess(clientId: string, clientSecret: string): void {
    this.#pairs.delete(toKey(clientId, clientSecret));
  }
}

/** A digest, so that no secret is stored. */
function toKey(clientId: string, clientSecret: string): string {
  return createHash('sha256')
    .update(JSON.stringify([clientId, clientSecret]))
    .digest('base64');
}
