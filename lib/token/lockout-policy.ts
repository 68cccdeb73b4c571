import type { TokenResponse } from './token-response.js';

/** Aspose Cloud locks a credential pair for ten minutes after five rejected requests. Slightly longer, because clocks differ. */
export const LOCKOUT_WINDOW_MS = 605_000;
/** One below the service's limit. The last one is left for a person who tries the credentials by hand. */
export const MAX_REJECTED_REQUESTS = 4;
/** Pause after the first, second and third rejection of a window. */
const PAUSES_MS = [15_000, 60_000, 240_000];

/** When the next request may be sent, and why not earlier. */
export interface BlockedUntil {
  readonly at: number;
  /**
   * - `rejected`: a pause after a rejection.
   * - `limit-reached`: one more rejection could lock the pair.
   * - `rate-limited`: the endpoint sent a 429.
   * - `unavailable`: the endpoint sent `Retry-After` with a 5xx.
   */
  readonly because: 'rejected' | 'limit-reached' | 'rate-limited' | 'unavailable';
}

/** What is known of one credential pair. Times are in the clock's milliseconds. */
export interface PairRecord {
  /** When each rejection of the last ten minutes was received, oldest first. */
  readonly rejectedAt: readonly number[];
  /** The endpoint's own `Retry-After`, if it sent one. */
  readonly retryAfter?: BlockedUntil;
}

export const EMPTY_RECORD: PairRecord = { rejectedAt: [] };

/**
 * When the pair may be sent again; `undefined` if it may be sent now. The latest of:
 *
 * 1. The endpoint's own `Retry-After`.
 * 2. After the first, second and third rejection: 15 s, 60 s, 240 s.
 * 3. After the fourth: until the first leaves the window, so that no ten minutes ever contain five.
 */
export function getBlockedUntil({ rejectedAt, retryAfter }: PairRecord, now: number): BlockedUntil | undefined {
  const last = rejectedAt.at(-1);
  const fourth = rejectedAt.at(-MAX_REJECTED_REQUESTS);
  const blocks: BlockedUntil[] = retryAfter ? [retryAfter] : [];
  if (last !== undefined) blocks.push({ at: last + (PAUSES_MS[rejectedAt.length - 1] ?? 0), because: 'rejected' });
  if (fourth !== undefined) blocks.push({ at: fourth + LOCKOUT_WINDOW_MS, because: 'limit-reached' });
  const latest = blocks.sort((a, b) => a.at - b.at).at(-1);
  return latest && latest.at > now ? latest : undefined;
}

/**
 * The record after a request. `undefined` stands for a request that was not sent.
 *
 * @param now When the response was received.
 */
export function updateRecord(record: PairRecord, response: TokenResponse | undefined, now: number): PairRecord {
  if (response?.kind === 'rejected') return { ...record, rejectedAt: [...record.rejectedAt, now] };
  const isRetryLater = response?.kind === 'rate-limited' || response?.kind === 'unavailable';
  if (!isRetryLater || response.retryAfterMs === undefined) return record;
  return { ...record, retryAfter: { at: now + response.retryAfterMs, because: response.kind } };
}

/** Drops what no longer counts. A granted token drops nothing, because the service may go on counting. */
export function pruneRecord({ rejectedAt, retryAfter }: PairRecord, now: number): PairRecord {
  const recent = rejectedAt.filter((at) => at > now - LOCKOUT_WINDOW_MS);
  return retryAfter && retryAfter.at > now ? { rejectedAt: recent, retryAfter } : { rejectedAt: recent };
}

/** True if there is nothing to remember. */
export function isEmptyRecord({ rejectedAt, retryAfter }: PairRecord): boolean {
  return rejectedAt.length === 0 && retryAfter === undefined;
}
