import type { AsposeStoredValue } from '../options/token-store.js';
import type { PairRecord } from '../token/lockout-policy.js';
import type { TokenGrant } from '../token/token-grant.js';

/** What is kept of a token. Moments are milliseconds since 1970. */
interface StoredToken {
  readonly value: string;
  readonly sentAt: number;
  readonly lifetimeMs: number;
  readonly latencyMs: number;
}

const isMoment = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export const serializeGrant = ({ value, sentAt, lifetimeMs, latencyMs }: TokenGrant): string =>
  JSON.stringify({ value, sentAt, lifetimeMs, latencyMs } satisfies StoredToken);

/**
 * A stored token as a grant of this process, or `undefined` for anything else.
 *
 * The store's own count of what is left counts where it has one: it is the same for all processes, whatever their clocks say.
 * A clock ahead of the others ends a token early, one behind them does not make it live longer.
 */
export function parseGrant(text: string | undefined, ttlMs: number, now: number): TokenGrant | undefined {
  const { value, sentAt, lifetimeMs, latencyMs } = parsed(text) ?? {};
  if (typeof value !== 'string' || !isMoment(sentAt) || !isMoment(lifetimeMs) || !isMoment(latencyMs)) return undefined;
  const left = Math.min(sentAt + lifetimeMs - now, lifetimeMs, ttlMs > 0 ? ttlMs : Number.POSITIVE_INFINITY);
  return left > 0 ? { value, sentAt: now + left - lifetimeMs, lifetimeMs, latencyMs } : undefined;
}

export const serializeRecord = (record: PairRecord): string => JSON.stringify(record);

/** A stored record of refusals, or `undefined` for anything else. */
export function parseRecord(text: string | undefined): PairRecord | undefined {
  const { rejectedAt, retryAfter } = parsed(text) ?? {};
  if (!Array.isArray(rejectedAt) || !rejectedAt.every(isMoment)) return undefined;
  const { at, because } = (retryAfter ?? {}) as Partial<NonNullable<PairRecord['retryAfter']>>;
  return isMoment(at) && because ? { rejectedAt, retryAfter: { at, because } } : { rejectedAt };
}

/** The value and, where the store tells it, what is left of its time; 0 where it does not. What is no text is no value. */
export function parseStoredValue(
  stored: AsposeStoredValue | string | null | undefined,
): { text: string; ttlMs: number } | undefined {
  if (typeof stored === 'string') return { text: stored, ttlMs: 0 };
  return typeof stored?.value === 'string' ? { text: stored.value, ttlMs: stored.ttlMs } : undefined;
}
