/**
 * What a caller got that needed a token.
 *
 * - `hit`: the cached token.
 * - `refresh_due`: the cached token, while the next one is due.
 * - `joined`: the token of a fetch in flight.
 * - `miss`: the token of a new fetch, which others may join.
 * - `failed_fast`: an error at once, while cooling down after a failure.
 * - `failed`: an error after a wait.
 *
 * A wait is counted when it ends. If the caller gave up, or its account or application was closed, it counts as `joined` or `miss`.
 */
export type TokenLookupOutcome = 'hit' | 'refresh_due' | 'joined' | 'miss' | 'failed_fast' | 'failed';

/** Counts since the process started. Plain numbers, so that counting costs a call next to nothing. */
export type TokenCounts = Record<TokenLookupOutcome, number>;

/** Accounts that are counted separately. Further ones share one row, so that memory and metrics stay bounded. */
export const MAX_ACCOUNT_ROWS = 1_000;
export const OTHER_ACCOUNTS = '(other)';

const rows = new Map<string, TokenCounts>();

/** The counts of an account, by name. An account that is created again continues with them. */
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
