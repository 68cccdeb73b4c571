import { ENVIRONMENT, type ReadVariable } from './environment.js';
import { DEFAULT_ACCOUNT } from './settings.js';

/** The variables of one account: how they are called, and what is in them. */
export interface AccountVariables {
  /** What the account calls a variable of the table; `undefined` where it has none of that kind. */
  readonly nameOf: (variable: string) => string | undefined;
  readonly read: ReadVariable;
}

const all = new Set(ENVIRONMENT.flatMap(({ variables }) => variables));
const firsts = new Set(ENVIRONMENT.map(({ variables }) => variables[0]));

/**
 * The default account has the variables of the table, and another the first of each row with its own name in it:
 * `ASPOSE_REPORTS_CLIENT_ID` for `reports`, upper case, every other character an underscore.
 */
export function accountVariables(account: string, read: ReadVariable): AccountVariables {
  if (account === DEFAULT_ACCOUNT) return { nameOf: (variable) => variable, read };
  const own = account.replace(/[^a-z\d]/gi, '_').toUpperCase();
  const nameOf = (variable: string): string | undefined => {
    const name = variable.replace(/^ASPOSE_/, `ASPOSE_${own}_`);
    // An account called "cloud" would read what older programs set for the default one.
    return firsts.has(variable) && !all.has(name) ? name : undefined;
  };
  return { nameOf, read };
}
