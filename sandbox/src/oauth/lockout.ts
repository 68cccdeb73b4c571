import { createHash } from 'node:crypto';

/** Failures of a pair before it is locked. */
const MAX_FAILURES = 5;
/** How long a pair stays locked, and what `Retry-After` says: seconds, as documented for the service. */
export const LOCKOUT_SECONDS = 600;
/** Pairs that are remembered, so that a flood of random secrets does not fill the memory. */
const MAX_PAIRS = 10_000;

/** Five refused requests with one pair of client id and secret lock that pair, and no other, for ten minutes. */
export class Lockout {
  readonly #pairs = new Map<string, { failures: number[]; lockedUntil: number }>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  isLocked(clientId: string, clientSecret: string): boolean {
    const key = keyOf(clientId, clientSecret);
    const pair = this.#pairs.get(key);
    if (!pair || pair.lockedUntil === 0) return false;
    if (this.#clock() < pair.lockedUntil) return true;
    this.#pairs.delete(key);
    return false;
  }

  recordFailure(clientId: string, clientSecret: string): void {
    const now = this.#clock();
    const key = keyOf(clientId, clientSecret);
    const recent = this.#pairs.get(key)?.failures.filter((at) => now - at < LOCKOUT_SECONDS * 1000) ?? [];
    const failures = [...recent, now];
    const lockedUntil = failures.length >= MAX_FAILURES ? now + LOCKOUT_SECONDS * 1000 : 0;
    this.#pairs.delete(key); // set again below, as the youngest
    this.#pairs.set(key, { failures, lockedUntil });
    const [oldest] = this.#pairs.keys();
    if (this.#pairs.size > MAX_PAIRS && oldest !== undefined) this.#pairs.delete(oldest);
  }

  recordSuccess(clientId: string, clientSecret: string): void {
    this.#pairs.delete(keyOf(clientId, clientSecret));
  }
}

/** A digest: secrets that were tried are not kept. */
function keyOf(clientId: string, clientSecret: string): string {
  return createHash('sha256')
    .update(JSON.stringify([clientId, clientSecret]))
    .digest('base64');
}
