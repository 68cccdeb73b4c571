/**
 * What a caller got who asked for a token.
 *
 * - `hit`: the one that is held.
 * - `stale`: the one that is held, while it is time for the next.
 * - `joined`: a place in the request under way.
 * - `miss`: a request of its own, which others may join.
 * - `refused`: an error at once, because the last failure asks for patience.
 * - `failed`: an error after a wait, be it in the request under way or in one of its own.
 *
 * A wait is counted when it ends. One that the caller itself gave up, or that its account or application did by going away,
 * is no failure: it counts as `joined` or `miss`.
 */
export type TokenOutcome = 'hit' | 'stale' | 'joined' | 'miss' | 'refused' | 'failed';

/** Counts since the process started. Plain numbers, so that counting costs a call nothing. */
export type OutcomeCounts = Record<TokenOutcome, number>;

/** Accounts that are counted each by itself; later ones share a row, so that memory and metrics stay bounded. */
export const MOST_ROWS = 1_000;
export const OTHER_ACCOUNTS = '(other)';

const rows = new Map<string, OutcomeCounts>();

/** The counts of an account by name; its next opening goes on with them. */
export function outcomesOf(account: string): OutcomeCounts {
  const name = rows.has(account) || rows.size < MOST_ROWS ? account : OTHER_ACCOUNTS;
  const counts = rows.get(name) ?? { hit: 0, stale: 0, joined: 0, miss: 0, refused: 0, failed: 0 };
  rows.set(name, counts);
  return counts;
}

/** The counts of all accounts of the process. */
export function allOutcomes(): ReadonlyMap<string, Readonly<OutcomeCounts>> {
  return rows;
}
