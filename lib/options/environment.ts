import type { AsposeAuthModuleOptions } from './options.js';
import { DEFAULT_ACCOUNT } from './settings.js';

/** One row: an option, the variables it is read from (the first that is not blank counts), and how their text is read. */
export interface EnvironmentRow {
  readonly option: keyof AsposeAuthModuleOptions;
  readonly variables: readonly string[];
  readonly reads: 'text' | 'list' | 'milliseconds' | 'flag' | 'secret-file';
}

/** Every variable the package knows, once: resolution, error messages and the table of docs/configuration.md come from here. */
export const ENVIRONMENT: readonly EnvironmentRow[] = [
  { option: 'clientId', variables: ['ASPOSE_CLIENT_ID', 'ASPOSE_CLOUD_CLIENT_ID', 'ASPOSE_APP_SID'], reads: 'text' },
  {
    option: 'clientSecret',
    variables: ['ASPOSE_CLIENT_SECRET', 'ASPOSE_CLOUD_CLIENT_SECRET', 'ASPOSE_APP_KEY'],
    reads: 'text',
  },
  { option: 'clientSecret', variables: ['ASPOSE_CLIENT_SECRET_FILE'], reads: 'secret-file' },
  { option: 'baseUrl', variables: ['ASPOSE_BASE_URL', 'ASPOSE_CLOUD_API_URL'], reads: 'text' },
  { option: 'tokenUrl', variables: ['ASPOSE_TOKEN_URL'], reads: 'text' },
  { option: 'allowedOrigins', variables: ['ASPOSE_ALLOWED_ORIGINS'], reads: 'list' },
  { option: 'storage', variables: ['ASPOSE_STORAGE_NAME', 'ASPOSE_STORAGE'], reads: 'text' },
  { option: 'tokenTimeoutMs', variables: ['ASPOSE_TOKEN_TIMEOUT_MS'], reads: 'milliseconds' },
  { option: 'verifyOnBoot', variables: ['ASPOSE_VERIFY_ON_BOOT'], reads: 'flag' },
  { option: 'anonymous', variables: ['ASPOSE_ANONYMOUS'], reads: 'flag' },
];

/** Looks a variable up; `undefined` where it is not set. */
export type ReadVariable = (name: string) => unknown;

/** A variable's text, trimmed; blank counts as missing. */
export function readText(read: ReadVariable, name: string): string | undefined {
  const value = read(name);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

/** The variable that users are told to set for an option: the first of its row. */
export function getVariableName(option: keyof AsposeAuthModuleOptions): string | undefined {
  return ENVIRONMENT.find((row) => row.option === option)?.variables[0];
}

/** The variables of one account: how they are called, and what is in them. */
export interface AccountVariables {
  /** What the account calls a variable of the table; `undefined` where it has none of that kind. */
  readonly getName: (variable: string) => string | undefined;
  readonly read: ReadVariable;
}

const all = new Set(ENVIRONMENT.flatMap(({ variables }) => variables));
const firsts = new Set(ENVIRONMENT.map(({ variables }) => variables[0]));

/**
 * The default account has the variables of the table, and another the first of each row with its own name in it:
 * `ASPOSE_REPORTS_CLIENT_ID` for `reports`, upper case, every other character an underscore.
 */
export function accountVariables(account: string, read: ReadVariable): AccountVariables {
  if (account === DEFAULT_ACCOUNT) return { getName: (variable) => variable, read };
  const own = account.replace(/[^a-z\d]/gi, '_').toUpperCase();
  const getName = (variable: string): string | undefined => {
    const name = variable.replace(/^ASPOSE_/, `ASPOSE_${own}_`);
    // An account called "cloud" would read what older programs set for the default one.
    return firsts.has(variable) && !all.has(name) ? name : undefined;
  };
  return { getName, read };
}
