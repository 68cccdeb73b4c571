import { suggest } from '../util/suggest.js';
import type { AsposeAuthModuleOptions } from './options.js';
import { DEFAULT_ACCOUNT } from './settings.js';

/** An option, the variables it is read from (the first that is not blank counts), and the type of their text. */
export interface EnvironmentRow {
  readonly option: keyof AsposeAuthModuleOptions;
  readonly variables: readonly string[];
  readonly reads: 'text' | 'list' | 'milliseconds' | 'flag' | 'secret-file';
}

/** All environment variables of the package. Resolution, error messages and the table of docs/configuration.md use this list. */
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
  { option: 'allowInsecureHttp', variables: ['ASPOSE_ALLOW_INSECURE_HTTP'], reads: 'flag' },
  { option: 'storage', variables: ['ASPOSE_STORAGE_NAME', 'ASPOSE_STORAGE'], reads: 'text' },
  { option: 'tokenTimeoutMs', variables: ['ASPOSE_TOKEN_TIMEOUT_MS'], reads: 'milliseconds' },
  { option: 'verifyOnBoot', variables: ['ASPOSE_VERIFY_ON_BOOT'], reads: 'flag' },
  { option: 'anonymous', variables: ['ASPOSE_ANONYMOUS'], reads: 'flag' },
];

/** Looks up a variable; `undefined` if it is not set. */
export interface ReadVariable {
  (name: string): unknown;
  /** The names of all variables, if they are known, so that mistyped ones can be found. */
  readonly names?: readonly string[];
}

/** The trimmed text of a variable. Blank counts as missing. */
export function readText(read: ReadVariable, name: string): string | undefined {
  const value = read(name);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

/** The variable that messages name for an option: the first of its row. */
export function getVariableName(option: keyof AsposeAuthModuleOptions): string | undefined {
  return ENVIRONMENT.find((row) => row.option === option)?.variables[0];
}

/** The environment variables of one account. */
export interface AccountVariables {
  /** The account's name for a variable of the table; `undefined` if it has none. */
  readonly getName: (variable: string) => string | undefined;
  readonly read: ReadVariable;
}

const allVariables = new Set(ENVIRONMENT.flatMap(({ variables }) => variables));
const firstVariables = new Set(ENVIRONMENT.map(({ variables }) => variables[0]));

/**
 * The variables of an account. The default account has those of the table. A named account has the first of each row with its name
 * in it, in upper case and with underscores: `ASPOSE_REPORTS_CLIENT_ID` for `reports`.
 */
export function createAccountVariables(account: string, read: ReadVariable): AccountVariables {
  if (account === DEFAULT_ACCOUNT) return { getName: (variable) => variable, read };
  const accountPart = account.replace(/[^a-z\d]/gi, '_').toUpperCase();
  const getName = (variable: string): string | undefined => {
    const name = variable.replace(/^ASPOSE_/, `ASPOSE_${accountPart}_`);
    // An account named "cloud" would read the aliases of the default account.
    return firstVariables.has(variable) && !allVariables.has(name) ? name : undefined;
  };
  return { getName, read };
}

/** Names that people try, because the dashboard, other SDKs or their own code call it so. */
const TRIED_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^ASPOSE_((CLOUD|API|BASE)_)*(URL|HOST|ENDPOINT)$/, 'ASPOSE_BASE_URL'],
  [/^ASPOSE_((CLOUD|API|APP|CLIENT)_)*(ID|SID)$/, 'ASPOSE_CLIENT_ID'],
  [/^ASPOSE_((CLOUD|API|APP|CLIENT)_)*(KEY|SECRET|SECRET_KEY)$/, 'ASPOSE_CLIENT_SECRET'],
];

/**
 * Finds variables that nothing reads and whose names are close to one of the package.
 *
 * @param accounts Names of the accounts in the options. Those that have a client id in the environment are added.
 * @returns Pairs of a name and the right one. Other variables that begin with `ASPOSE_` belong to other programs.
 */
export function findMisnamedVariables(
  { names = [] }: ReadVariable,
  accounts: Iterable<string>,
): (readonly [name: string, right: string])[] {
  const inEnvironment = names.flatMap((name) =>
    allVariables.has(name) ? [] : (/^ASPOSE_(\w+)_CLIENT_ID$/.exec(name)?.[1] ?? []),
  );
  const own = [...accounts, ...inEnvironment].flatMap((account) => {
    const { getName } = createAccountVariables(account, () => undefined);
    return [...allVariables].flatMap((variable) => getName(variable) ?? []);
  });
  const known = [...new Set([...allVariables, ...own])];
  return names.flatMap((name) => {
    if (!/^ASPOSE_\w+$/.test(name) || known.includes(name)) return [];
    // ASPOSE_TOKEN is a name of its own, not the beginning of ASPOSE_TOKEN_URL.
    const others = known.filter((candidate) => !candidate.startsWith(`${name}_`));
    const near = TRIED_NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? suggest(name, others);
    const right = ENVIRONMENT.find(({ variables }) => near && variables.includes(near))?.variables[0] ?? near;
    return right ? [[name, right] as const] : [];
  });
}
