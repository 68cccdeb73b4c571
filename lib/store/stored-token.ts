import type { AsposeStoredValue } from '../options/token-store.js';
import type { PairRecord } from '../token/lockout-policy.js';
import type { Grant } from '../token/token-grant.js';

/** What is kept of a token. Moments are milliseconds since 1970. */
interface StoredToken {
  readonly value: string;
  readonly sentAt: number;
  readonly lifeMs: number;
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

export const textOfGrant = ({ value, sentAt, lifeMs, latencyMs }: Grant): string =>
  JSON.stringify({ value, sentAt, lifeMs, latencyMs } satisfies StoredToken);

/**
 * A stored token as a grant of this process, or `undefined` for anything else.
 *
 * The store's own count of what is left counts where it has one: it is the same for all processes, whatever their clocks say.
 * A clock ahead of the others ends a token early, one behind them does not make it live longer.
 */
export function grantOf(text: string | undefined, ttlMs: number, now: number): Grant | undefined {
  const { value, sentAt, lifeMs, latencyMs } = parsed(text) ?? {};
  if (typeof value !== 'string' || !isMoment(sentAt) || !isMoment(lifeMs) || !isMoment(latencyMs)) return undefined;
  const left = Math.min(sentAt + lifeMs - now, lifeMs, ttlMs > 0 ? ttlMs : Number.POSITIVE_INFINITY);
  return left > 0 ? { value, sentAt: now + left - lifeMs, lifeMs, latencyMs } : undefined;
}

export const textOfRecord = (record: PairRecord): string => JSON.stringify(record);

/** A stored record of refusals, or `undefined` for anything else. */
export function recordOf(text: string | undefined): PairRecord | undefined {
  const { refusedAt, told } = parsed(text) ?? {};
  if (!Array.isArray(refusedAt) || !refusedAt.every(isMoment)) return undefined;
  const { at, because } = (told ?? {}) as Partial<NonNullable<PairRecord['told']>>;
  return isMoment(at) && because ? { refusedAt, told: { at, because } } : { refusedAt };
}

/** The value and, where the store tells it, what is left of its time; 0 where it does not. What is no text is no value. */
export function readValue(
  stored: AsposeStoredValue | string | null | undefined,
): { text: string; ttlMs: number } | undefined {
  if (typeof stored === 'string') return { text: stored, ttlMs: 0 };
  return typeof stored?.value === 'string' ? { text: stored.value, ttlMs: stored.ttlMs } : undefined;
}
