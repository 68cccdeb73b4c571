import { createHash } from 'node:crypto';
import type { AccountSettings } from '../options/settings.js';
import type { Clock } from '../util/clock.js';
import {
  type BlockedUntil,
  EMPTY_RECORD,
  getBlockedUntil,
  isEmptyRecord,
  MAX_REJECTED_REQUESTS,
  type PairRecord,
  pruneRecord,
} from './lockout-policy.js';
import { type Asked, askEndpoint, type TokenTransport } from './token-endpoint.js';
import { createBlockedError } from './token-errors.js';

interface Pair {
  record: PairRecord;
  /** Requests on their way; each may become a refusal. */
  underWay: number;
  readonly waiting: (() => void)[];
}

/** Pairs by digest, for the whole process: the service counts refusals by pair, whoever in here asked. */
const REGISTRY = Symbol.for('nestjs-aspose-auth.refusals');
const registry = (): Map<string, Pair> => {
  const shared = globalThis as { [REGISTRY]?: Map<string, Pair> };
  shared[REGISTRY] ??= new Map();
  return shared[REGISTRY];
};

/** Rows of pairs that have been still for long are dropped once there are this many. */
const SWEEP_ABOVE = 1_000;

/** Names a credential pair at an endpoint without holding its secret. */
export function createPairKey(tokenUrl: string, clientId: string, secret: string | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([tokenUrl, clientId, secret ?? null]))
    .digest('base64url');
}

function pairOf(key: string, now: number): Pair {
  const pairs = registry();
  let pair = pairs.get(key);
  if (pair === undefined) {
    if (pairs.size > SWEEP_ABOVE) sweep(pairs, now);
    pair = { record: EMPTY_RECORD, underWay: 0, waiting: [] };
    pairs.set(key, pair);
  }
  pair.record = pruneRecord(pair.record, now);
  return pair;
}

function sweep(pairs: Map<string, Pair>, now: number): void {
  for (const [key, { record, underWay }] of pairs) {
    if (underWay === 0 && isEmptyRecord(pruneRecord(record, now))) pairs.delete(key);
  }
}

/**
 * Asks leave to send a pair. Requests under way count as refusals until they turn out otherwise, so that any number of
 * flights at once cannot go over the limit; who finds no place waits for one of them to end.
 *
 * @returns What stands in the way, or `undefined` where the request may leave; it must be settled then.
 */
export async function admit(key: string, now: () => number): Promise<BlockedUntil | undefined> {
  for (;;) {
    const pair = pairOf(key, now());
    const obstacle = getBlockedUntil(pair.record, now());
    if (obstacle) return obstacle;
    if (pair.record.rejectedAt.length + pair.underWay < MAX_REJECTED_REQUESTS) {
      pair.underWay += 1;
      return undefined;
    }
    await new Promise<void>((resolve) => pair.waiting.push(resolve));
  }
}

/** Ends an admitted request and writes what became of it into the pair's record. */
export function settle(key: string, change: (record: PairRecord) => PairRecord): void {
  const pair = registry().get(key);
  if (pair === undefined) return;
  pair.underWay -= 1;
  pair.record = change(pair.record);
  for (const resume of pair.waiting.splice(0)) resume();
  if (pair.underWay === 0 && isEmptyRecord(pair.record)) registry().delete(key);
}

/** What this process knows of a pair. */
export function getPairRecord(key: string): PairRecord {
  return registry().get(key)?.record ?? EMPTY_RECORD;
}

/** Adds what other processes know of a pair. */
export function mergePairRecord(key: string, { rejectedAt, retryAfter }: PairRecord, now: number): void {
  const pair = pairOf(key, now);
  const all = [...new Set([...pair.record.rejectedAt, ...rejectedAt])].sort((a, b) => a - b);
  const latest = [pair.record.retryAfter, retryAfter].filter((one) => one !== undefined).sort((a, b) => b.at - a.at)[0];
  pair.record = pruneRecord({ rejectedAt: all, ...(latest && { retryAfter: latest }) }, now);
}

/** What becomes of the pair's record: a refusal is counted, a `Retry-After` is kept. */
function recordAfter({ answer, receivedAt }: Asked): (record: PairRecord) => PairRecord {
  if (answer.kind === 'rejected') return (record) => ({ ...record, rejectedAt: [...record.rejectedAt, receivedAt] });
  if (answer.kind !== 'rate-limited' && answer.kind !== 'unavailable') return unchanged;
  const { kind, retryAfterMs } = answer;
  if (retryAfterMs === undefined) return unchanged;
  return (record) => ({ ...record, retryAfter: { at: receivedAt + retryAfterMs, because: kind } });
}

const unchanged = (record: PairRecord): PairRecord => record;

/**
 * {@link askEndpoint} under the guard against the service's lock-out.
 *
 * @param onSend Called when the guard has let the request pass and it leaves.
 * @throws AsposeAuthError where the guard forbids asking for now; nothing was sent then.
 */
export async function sendGuarded(
  settings: AccountSettings,
  tools: { readonly clock: Clock; readonly send: TokenTransport },
  secret: string | undefined,
  signal: AbortSignal,
  onSend: () => void,
): Promise<Asked> {
  const key = createPairKey(settings.tokenUrl, settings.clientId, secret);
  const obstacle = await admit(key, () => tools.clock.now());
  if (obstacle) throw createBlockedError(obstacle, settings, tools.clock.now());
  let change = unchanged;
  try {
    signal.throwIfAborted(); // it may have waited for its place for longer than anybody wanted
    const asked = await askEndpoint(settings, tools, secret, signal, onSend);
    change = recordAfter(asked);
    return asked;
  } finally {
    settle(key, change);
  }
}
