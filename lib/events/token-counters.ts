/**
 * What a caller got who asked for a token.
 *
 * - `hit`: the one that is held.
 * - `refresh_due`: the one that is held, while it is time for the next.
 * - `joined`: a place in the request under way.
 * - `miss`: a request of its own, which others may join.
 * - `failed_fast`: an error at once, because the last failure asks for patience.
 * - `failed`: an error after a wait, be it in the request under way or in one of its own.
 *
 * A wait is counted when it ends. One that the caller itself gave up, or that its account or application did by going away,
 * is no failure: it counts as `joined` or `miss`.
 */
export type TokenLookupOutcome = 'hit' | 'refresh_due' | 'joined' | 'miss' | 'failed_fast' | 'failed';

/** Counts since the process started. Plain numbers, so that counting costs a call nothing. */
export type TokenCounts = Record<TokenLookupOutcome, number>;

/** Accounts that are counted each by itself; later ones share a row, so that memory and metrics stay bounded. */
export const MAX_ACCOUNT_ROWS = 1_000;
export const OTHER_ACCOUNTS = '(other)';

const rows = new Map<string, TokenCounts>();

/** The counts of an account by name; its next opening goes on with them. */
export function getTokenCounts(account: string): TokenCounts {
  const name = rows.has(account) || rows.size < MAX_ACCOUNT_ROWS ? account : OTHER_ACCOUNTS;
  const counts = rows.get(name) ?? { hit: 0, refresh_due: 0, joined: 0, miss: 0, failed_fast: 0, failed: 0 };
  rows.set(name, counts);
  return counts;
}

/** The counts of all accounts of the process. */
export function getAllTokenCounts(): ReadonlyMap<string, Readonly<TokenCounts>> {
  return rows;
}
