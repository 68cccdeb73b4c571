import { createHash } from 'node:crypto';
import {
  type BlockedUntil,
  EMPTY_RECORD,
  getBlockedUntil,
  isEmptyRecord,
  MAX_REJECTED_REQUESTS,
  type PairRecord,
  pruneRecord,
} from './lockout-policy.js';

interface Pair {
  record: PairRecord;
  /** Requests that have been sent and not answered. Each may be rejected. */
  inFlight: number;
  /** Requests that wait for one of those to end. */
  readonly waiting: (() => void)[];
}

/**
 * Credential pairs by digest. Shared by the whole process, and by several copies of this package in it, because the service
 * counts rejections by pair, whichever part of the process sent them.
 */
const REGISTRY = Symbol.for('nestjs-aspose-auth.credential-pairs');

function getRegistry(): Map<string, Pair> {
  const shared = globalThis as { [REGISTRY]?: Map<string, Pair> };
  shared[REGISTRY] ??= new Map();
  return shared[REGISTRY];
}

/** Identifies a credential pair at an endpoint without holding its secret. */
export function createPairKey(tokenUrl: string, clientId: string, secret: string | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([tokenUrl, clientId, secret ?? null]))
    .digest('base64url');
}

/**
 * Admits a request. Requests in flight count as rejected until they turn out otherwise, so that any number of concurrent fetches
 * stays below the limit. A request that exceeds it waits for another one to end.
 *
 * @returns Why the request must not be sent; `undefined` if it may be sent. In that case {@link settle} must follow.
 */
export async function admit(key: string, now: () => number): Promise<BlockedUntil | undefined> {
  for (;;) {
    const pair = getPair(key, now());
    const blocked = getBlockedUntil(pair.record, now());
    if (blocked) return blocked;
    if (pair.record.rejectedAt.length + pair.inFlight < MAX_REJECTED_REQUESTS) {
      pair.inFlight += 1;
      return undefined;
    }
    await new Promise<void>((resolve) => pair.waiting.push(resolve));
  }
}

/** Ends an admitted request and updates the record of its pair. */
export function settle(key: string, update: (record: PairRecord) => PairRecord): void {
  const pair = getRegistry().get(key);
  if (pair === undefined) return;
  pair.inFlight -= 1;
  pair.record = update(pair.record);
  for (const resume of pair.waiting.splice(0)) resume();
  if (pair.inFlight === 0 && isEmptyRecord(pair.record)) getRegistry().delete(key);
}

/** What this process knows of a pair. */
export function getPairRecord(key: string): PairRecord {
  return getRegistry().get(key)?.record ?? EMPTY_RECORD;
}

/** Adds what other processes know of a pair. */
export function mergePairRecord(key: string, { rejectedAt, retryAfter }: PairRecord, now: number): void {
  const pair = getPair(key, now);
  const all = [...new Set([...pair.record.rejectedAt, ...rejectedAt])].sort((a, b) => a - b);
  const latest = [pair.record.retryAfter, retryAfter].filter((one) => one !== undefined).sort((a, b) => b.at - a.at)[0];
  pair.record = pruneRecord({ rejectedAt: all, ...(latest && { retryAfter: latest }) }, now);
}

/** Above this number, pairs without a record are removed. */
const SWEEP_THRESHOLD = 1_000;

function getPair(key: string, now: number): Pair {
  const pairs = getRegistry();
  let pair = pairs.get(key);
  if (pair === undefined) {
    if (pairs.size > SWEEP_THRESHOLD) sweep(pairs, now);
    pair = { record: EMPTY_RECORD, inFlight: 0, waiting: [] };
    pairs.set(key, pair);
  }
  pair.record = pruneRecord(pair.record, now);
  return pair;
}

function sweep(pairs: Map<string, Pair>, now: number): void {
  for (const [key, { record, inFlight }] of pairs) {
    if (inFlight === 0 && isEmptyRecord(pruneRecord(record, now))) pairs.delete(key);
  }
}
