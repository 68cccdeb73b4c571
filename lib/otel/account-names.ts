import { allOutcomes, OTHER_ACCOUNTS, outcomesOf } from '../observe/outcomes.js';

/**
 * What metrics call an account: its own name, or one for all that came when so many were told apart already. The counts of
 * outcomes are kept by the same names, so that what metrics say of an account belongs together.
 */
export function metricName(account: string): string {
  outcomesOf(account); // the account has a row from now on, where there is room
  return allOutcomes().has(account) ? account : OTHER_ACCOUNTS;
}
