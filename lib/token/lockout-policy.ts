/** The service locks a credential pair for ten minutes after five refused requests; a little longer here, for clocks differ. */
export const LOCKOUT_WINDOW_MS = 605_000;
/** One fewer than the service's limit: the last is left to the person who tries by hand. */
export const MAX_REJECTED_REQUESTS = 4;
/** Pause after the first, second and third refusal of a window. */
const PAUSES_MS = [15_000, 60_000, 240_000];

/** The earliest moment for another request, and what stands in the way until then. */
export interface BlockedUntil {
  readonly at: number;
  readonly because: 'rejected' | 'limit-reached' | 'rate-limited' | 'unavailable';
}

/** What is known of one credential pair. Times are the clock's milliseconds. */
export interface PairRecord {
  /** When each refusal of the last ten minutes arrived, oldest first. */
  readonly rejectedAt: readonly number[];
  /** The endpoint's own word (`Retry-After`), where it gave one. */
  readonly retryAfter?: BlockedUntil;
}

export const EMPTY_RECORD: PairRecord = { rejectedAt: [] };

/** The record without what is too old to count. A granted token removes nothing: the service may go on counting. */
export function pruneRecord({ rejectedAt, retryAfter }: PairRecord, now: number): PairRecord {
  const recent = rejectedAt.filter((at) => at > now - LOCKOUT_WINDOW_MS);
  return retryAfter && retryAfter.at > now ? { rejectedAt: recent, retryAfter } : { rejectedAt: recent };
}

/** True where nothing is left to remember. */
export function isEmptyRecord({ rejectedAt, retryAfter }: PairRecord): boolean {
  return rejectedAt.length === 0 && retryAfter === undefined;
}

/**
 * What stands in the way of sending the pair; `undefined` where nothing does. The latest of:
 *
 * 1. The endpoint's own `Retry-After`.
 * 2. After the first, second and third refusal: 15 s, 60 s, 240 s.
 * 3. After the fourth: until the first leaves the window, so that no ten minutes ever see five.
 */
export function getBlockedUntil({ rejectedAt, retryAfter }: PairRecord, now: number): BlockedUntil | undefined {
  const last = rejectedAt.at(-1);
  const fourth = rejectedAt.at(-MAX_REJECTED_REQUESTS);
  const all: BlockedUntil[] = retryAfter ? [retryAfter] : [];
  if (last !== undefined) all.push({ at: last + (PAUSES_MS[rejectedAt.length - 1] ?? 0), because: 'rejected' });
  if (fourth !== undefined) all.push({ at: fourth + LOCKOUT_WINDOW_MS, because: 'limit-reached' });
  const latest = all.sort((a, b) => a.at - b.at).at(-1);
  return latest && latest.at > now ? latest : undefined;
}
