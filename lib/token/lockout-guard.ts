import { createHash, randomBytes } from 'node:crypto';
import type { AccountSettings } from '../options/settings.js';
import {
  type BlockedUntil,
  EMPTY_RECORD,
  getBlockedUntil,
  getRejectionsLeft,
  isEmptyRecord,
  mergeRecords,
  type PairRecord,
  pruneRecord,
  updateRecord,
} from './lockout-policy.js';
import type { TokenResponse } from './token-response.js';

interface Pair {
  record: PairRecord;
  /** Requests that have been sent and not answered. Each may be rejected. */
  inFlight: number;
  /** Requests that wait for one of those to end. */
  readonly waiting: (() => void)[];
}

/**
 * Credential pairs by digest. Shared by the whole process, and by several copies of this package in it, because the service
 * counts rejections by pair, whichever part of the process sent them. The last part of the name is the version of the format.
 */
const REGISTRY = Symbol.for('nestjs-aspose-auth.credential-pairs.1');

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

/** Identifies what a token request asks for, beside its credentials. */
export function createParametersKey({ scope, resource, extraParameters }: AccountSettings): string {
  return createHash('sha256')
    .update(JSON.stringify([scope ?? null, resource, extraParameters]))
    .digest('base64url');
}

/** One account's view of the guard of its credential pair (T-6). Times are in milliseconds of the monotonic clock. */
export class LockoutGuard {
  /**
   * @param key See {@link createPairKey}.
   * @param parameters See {@link createParametersKey}.
   * @param now The monotonic clock.
   */
  constructor(
    private readonly key: string,
    private readonly parameters: string,
    private readonly now: () => number,
  ) {}

  /** Why no request may be sent now; `undefined` if one may. */
  getBlockedUntil(): BlockedUntil | undefined {
    const pair = getRegistry().get(this.key);
    return pair && getBlockedUntil(pruneRecord(pair.record, this.now()), this.parameters, this.now());
  }

  /**
   * Admits a request. Requests in flight count as rejected until they turn out otherwise, so that any number of concurrent
   * fetches stays below the limit. A request that exceeds it waits for another one to end.
   *
   * @returns Why the request must not be sent; `undefined` if it may be sent. In that case {@link settle} must follow.
   */
  async admit(): Promise<BlockedUntil | undefined> {
    for (;;) {
      const pair = getPair(this.key, this.now());
      const blocked = getBlockedUntil(pair.record, this.parameters, this.now());
      if (blocked) return blocked;
      if (getRejectionsLeft(pair.record, this.parameters, pair.inFlight, this.now()) > 0) {
        pair.inFlight += 1;
        return undefined;
      }
      await new Promise<void>((resolve) => pair.waiting.push(resolve));
    }
  }

  /** Ends an admitted request. `response` is `undefined` if it was not sent. */
  settle(response: TokenResponse | undefined): void {
    const pair = getRegistry().get(this.key);
    if (pair === undefined) return;
    const id = randomBytes(6).toString('base64url');
    pair.inFlight -= 1;
    pair.record = updateRecord(pair.record, response, this.parameters, id, this.now());
    for (const resume of pair.waiting.splice(0)) resume();
    if (pair.inFlight === 0 && isEmptyRecord(pair.record)) getRegistry().delete(this.key);
  }

  /** What this process knows of the pair. */
  getRecord(): PairRecord {
    return pruneRecord(getRegistry().get(this.key)?.record ?? EMPTY_RECORD, this.now());
  }

  /** Adds what other processes know of the pair. */
  mergeRecord(record: PairRecord): void {
    if (isEmptyRecord(record)) return;
    const pair = getPair(this.key, this.now());
    pair.record = pruneRecord(mergeRecords(pair.record, record), this.now());
  }
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
