import type { TokenResponse } from './token-response.js';

/**
 * Aspose Cloud locks a credential pair for ten minutes after five rejected requests. The window is longer, so that it covers ten
 * minutes of the service even if this process' clock is fast by 1 % and the clock of the service is slow by 1 %.
 */
export const LOCKOUT_WINDOW_MS = 613_000;
/** One below the service's limit. The last one is left for a person who tries the credentials by hand. */
const MAX_REJECTED_REQUESTS = 4;
/** An account whose parameters are wrong stops earlier: the rest is left for other accounts of the pair. */
const MAX_REJECTED_PARAMETERS = 2;
/** Pause after the first, second and any further rejection of a window. */
const PAUSES_MS = [15_000, 60_000, 240_000] as const;

/** When the next request may be sent, and why not earlier. */
export interface BlockedUntil {
  readonly at: number;
  /**
   * - `rejected`: a pause after a rejection.
   * - `limit-reached`: one more rejection could lock the pair.
   * - `rate-limited`: the endpoint sent a 429.
   * - `unavailable`: the endpoint sent `Retry-After` with a 408, a 5xx or a server error.
   */
  readonly because: 'rejected' | 'limit-reached' | 'rate-limited' | 'unavailable';
  /** What was rejected last: the credentials, or only the account's scope, resource or parameters. Absent without a rejection. */
  readonly concerns?: 'credentials' | 'account';
}

/** A request that the endpoint rejected. */
export interface RejectedRequest {
  /** Identifies the rejection across processes. */
  readonly id: string;
  /** When it was received. */
  readonly at: number;
  /**
   * Identifies the scope, resource and parameters that were rejected. Absent if the credentials were, which concerns every account
   * of the pair.
   */
  readonly parameters?: string | undefined;
}

/** What is known of one credential pair. Times are in milliseconds of the monotonic clock. */
export interface PairRecord {
  /** Those of the last ten minutes, and of ten minutes before the most recent rejection; oldest first. */
  readonly rejected: readonly RejectedRequest[];
  /** The endpoint's own `Retry-After`, if it sent one. */
  readonly retryAfter?: BlockedUntil;
}

export const EMPTY_RECORD: PairRecord = { rejected: [] };

/** The rejections of a pair that concern an account: those of the credentials, and those of its own parameters. */
function getRejectionsFor(parameters: string, { rejected }: PairRecord): readonly RejectedRequest[] {
  return rejected.filter((one) => (one.parameters ?? parameters) === parameters);
}

/**
 * The rejections that count towards the limit. If one concerns the account all count, because the service counts all. So a wrong
 * scope does not block other accounts, and several causes together do not lock the pair.
 */
function getCountedFor(parameters: string, record: PairRecord, now: number): readonly RejectedRequest[] {
  return countRecent(getRejectionsFor(parameters, record), now) > 0 ? record.rejected : [];
}

/**
 * When a request with these parameters may be sent; `undefined` if it may be sent now. The latest of:
 *
 * 1. The endpoint's own `Retry-After`.
 * 2. After the first rejection of a window: 15 s, after the second: 60 s, after any further one: 240 s.
 * 3. After the fourth, or the second if the account's own parameters were rejected: until the first leaves the window, so that no
 *    ten minutes ever contain five.
 */
export function getBlockedUntil(record: PairRecord, parameters: string, now: number): BlockedUntil | undefined {
  const rejections = getRejectionsFor(parameters, record);
  const last = rejections.at(-1);
  const count = countRecent(rejections, last?.at ?? now);
  const limiting = getCountedFor(parameters, record, now).at(-getLimit(rejections));
  const concerns = last?.parameters === undefined ? 'credentials' : 'account';
  const blocks: BlockedUntil[] = record.retryAfter ? [record.retryAfter] : [];
  if (last) blocks.push({ at: last.at + (PAUSES_MS[count - 1] ?? PAUSES_MS[2]), because: 'rejected', concerns });
  if (limiting) blocks.push({ at: limiting.at + LOCKOUT_WINDOW_MS, because: 'limit-reached', concerns });
  const latest = blocks.sort((a, b) => a.at - b.at).at(-1);
  return latest && latest.at > now ? latest : undefined;
}

/** How many more requests may be rejected before the limit is reached. Requests in flight count as rejected. */
export function getRejectionsLeft(record: PairRecord, parameters: string, inFlight: number, now: number): number {
  const limit = getLimit(getRejectionsFor(parameters, record));
  return limit - countRecent(getCountedFor(parameters, record, now), now) - inFlight;
}

const getLimit = (rejections: readonly RejectedRequest[]): number =>
  rejections.some((one) => one.parameters !== undefined) ? MAX_REJECTED_PARAMETERS : MAX_REJECTED_REQUESTS;

const countRecent = (rejections: readonly RejectedRequest[], now: number): number =>
  rejections.filter(({ at }) => at > now - LOCKOUT_WINDOW_MS).length;

/**
 * The record after a request with these parameters.
 *
 * @param response `undefined` if no request was sent.
 * @param id Of the rejection, if it is one.
 * @param now When the response was received.
 */
export function updateRecord(
  record: PairRecord,
  response: TokenResponse | undefined,
  parameters: string,
  id: string,
  now: number,
): PairRecord {
  if (response?.kind === 'rejected') {
    const rejection = response.concerns === 'account' ? { id, at: now, parameters } : { id, at: now };
    return { ...record, rejected: [...record.rejected, rejection] };
  }
  const isRetryLater = response?.kind === 'rate-limited' || response?.kind === 'unavailable';
  if (!isRetryLater || response.retryAfterMs === undefined) return record;
  return { ...record, retryAfter: { at: now + response.retryAfterMs, because: response.kind } };
}

/** Combines what two processes know of a pair. A rejection that both know counts once. */
export function mergeRecords(own: PairRecord, other: PairRecord): PairRecord {
  const known = new Set(own.rejected.map(({ id }) => id));
  const rejected = [...own.rejected, ...other.rejected.filter(({ id }) => !known.has(id))].sort((a, b) => a.at - b.at);
  const isOtherLater = other.retryAfter && other.retryAfter.at > (own.retryAfter?.at ?? Number.NEGATIVE_INFINITY);
  const retryAfter = isOtherLater ? other.retryAfter : own.retryAfter;
  return retryAfter ? { rejected, retryAfter } : { rejected };
}

/**
 * Drops what no longer counts. A granted token drops nothing, because the service may go on counting. As long as the last rejection
 * counts, those of its own window are kept, so that its pause does not change.
 */
export function pruneRecord({ rejected, retryAfter }: PairRecord, now: number): PairRecord {
  const last = rejected.at(-1)?.at ?? now;
  const recent = last > now - LOCKOUT_WINDOW_MS ? rejected.filter(({ at }) => at > last - LOCKOUT_WINDOW_MS) : [];
  return retryAfter && retryAfter.at > now ? { rejected: recent, retryAfter } : { rejected: recent };
}

/** True if there is nothing to remember. */
export function isEmptyRecord({ rejected, retryAfter }: PairRecord): boolean {
  return rejected.length === 0 && retryAfter === undefined;
}
