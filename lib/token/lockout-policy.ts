/** The service locks a credential pair for ten minutes after five refused requests; a little longer here, for clocks differ. */
export const REFUSAL_WINDOW_MS = 605_000;
/** One fewer than the service's limit: the last is left to the person who tries by hand. */
export const MOST_REFUSALS = 4;
/** Pause after the first, second and third refusal of a window. */
const PAUSES_MS = [15_000, 60_000, 240_000];

/** The earliest moment for another request, and what stands in the way until then. */
export interface NotBefore {
  readonly at: number;
  readonly because: 'refused' | 'full' | 'limited' | 'unavailable';
}

/** What is known of one credential pair. Times are the clock's milliseconds. */
export interface PairRecord {
  /** When each refusal of the last ten minutes arrived, oldest first. */
  readonly refusedAt: readonly number[];
  /** The endpoint's own word (`Retry-After`), where it gave one. */
  readonly told?: NotBefore;
}

export const CLEAN_RECORD: PairRecord = { refusedAt: [] };

/** The record without what is too old to count. A granted token removes nothing: the service may go on counting. */
export function pruned({ refusedAt, told }: PairRecord, now: number): PairRecord {
  const recent = refusedAt.filter((at) => at > now - REFUSAL_WINDOW_MS);
  return told && told.at > now ? { refusedAt: recent, told } : { refusedAt: recent };
}

/** True where nothing is left to remember. */
export function isClean({ refusedAt, told }: PairRecord): boolean {
  return refusedAt.length === 0 && told === undefined;
}

/**
 * What stands in the way of sending the pair; `undefined` where nothing does. The latest of:
 *
 * 1. The endpoint's own `Retry-After`.
 * 2. After the first, second and third refusal: 15 s, 60 s, 240 s.
 * 3. After the fourth: until the first leaves the window, so that no ten minutes ever see five.
 */
export function inTheWay({ refusedAt, told }: PairRecord, now: number): NotBefore | undefined {
  const last = refusedAt.at(-1);
  const fourth = refusedAt.at(-MOST_REFUSALS);
  const all: NotBefore[] = told ? [told] : [];
  if (last !== undefined) all.push({ at: last + (PAUSES_MS[refusedAt.length - 1] ?? 0), because: 'refused' });
  if (fourth !== undefined) all.push({ at: fourth + REFUSAL_WINDOW_MS, because: 'full' });
  const latest = all.sort((a, b) => a.at - b.at).at(-1);
  return latest && latest.at > now ? latest : undefined;
}
