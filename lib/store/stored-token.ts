import type { AsposeStoredValue } from '../options/token-store.js';
import type { PairRecord } from '../token/lockout-policy.js';
import type { TokenGrant } from '../token/token-grant.js';

/** A token as it is stored. Times are milliseconds since 1970. */
interface StoredToken {
  readonly value: string;
  readonly sentAt: number;
  readonly lifetimeMs: number;
  readonly latencyMs: number;
}

export const serializeGrant = ({ value, sentAt, lifetimeMs, latencyMs }: TokenGrant): string =>
  JSON.stringify({ value, sentAt, lifetimeMs, latencyMs } satisfies StoredToken);

/**
 * Parses a stored token to a grant of this process; `undefined` for anything else.
 *
 * If the store tells the remaining time, that counts: it is the same for all processes, whatever their clocks say. A clock ahead
 * of the others makes a token expire early, a clock behind them does not extend it.
 */
export function parseGrant(text: string | undefined, ttlMs: number, now: number): TokenGrant | undefined {
  const { value, sentAt, lifetimeMs, latencyMs } = parseObject(text) ?? {};
  if (typeof value !== 'string' || !isTime(sentAt) || !isTime(lifetimeMs) || !isTime(latencyMs)) return undefined;
  const left = Math.min(sentAt + lifetimeMs - now, lifetimeMs, ttlMs > 0 ? ttlMs : Number.POSITIVE_INFINITY);
  return left > 0 ? { value, sentAt: now + left - lifetimeMs, lifetimeMs, latencyMs } : undefined;
}

export const serializeRecord = (record: PairRecord): string => JSON.stringify(record);

/** Parses a stored record of rejections; `undefined` for anything else. */
export function parseRecord(text: string | undefined): PairRecord | undefined {
  const { rejectedAt, retryAfter } = parseObject(text) ?? {};
  if (!Array.isArray(rejectedAt) || !rejectedAt.every(isTime)) return undefined;
  const { at, because } = (retryAfter ?? {}) as Partial<NonNullable<PairRecord['retryAfter']>>;
  return isTime(at) && because ? { rejectedAt, retryAfter: { at, because } } : { rejectedAt };
}

/** Reads what a store returned: the text, and the remaining time if the store tells it, otherwise 0. */
export function parseStoredValue(
  stored: AsposeStoredValue | string | null | undefined,
): { text: string; ttlMs: number } | undefined {
  if (typeof stored === 'string') return { text: stored, ttlMs: 0 };
  return typeof stored?.value === 'string' ? { text: stored.value, ttlMs: stored.ttlMs } : undefined;
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
