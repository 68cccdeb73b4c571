import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { AsposeAuthError } from '../errors.js';
import { createAccountVariables, ENVIRONMENT, type ReadVariable } from '../options/environment.js';
import { resolveSettings } from '../options/resolve-options.js';
import { type AccountSettings, DEFAULT_ACCOUNT } from '../options/settings.js';
import { getErrorCode } from './exit-codes.js';
import type { Io } from './output.js';

/**
 * Reads variables as an application does: from the environment first, then from the file of `--env`.
 *
 * @returns A function that reads a variable, or the reason why the file cannot be read.
 */
export function readVariables({ env, cwd }: Io, file: string | undefined): ReadVariable | { readonly problem: string } {
  if (file === undefined) return Object.assign((name: string) => env[name], { names: Object.keys(env) });
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    const what = { ENOENT: 'the file does not exist', EISDIR: 'it names a folder' }[code] ?? 'the file cannot be read';
    return { problem: `--env: ${what} (${code}). Pass its path from the folder where you run this command` };
  }
  const variables = parseEnv(text.replace(/^\uFEFF/, '')); // a byte order mark would hide the first variable
  const read = (name: string) => (isSet(env[name]) ? env[name] : variables[name]);
  return Object.assign(read, { names: Object.keys({ ...variables, ...env }) });
}

const isSet = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

/** Finds proxy variables that are set in the file only. They have no effect, since axios reads the environment. */
export function findIgnoredProxies(read: ReadVariable, { env }: Io): string[] {
  return PROXY_VARIABLES.filter((name) => !isSet(env[name]) && isSet(read(name) as string | undefined));
}

/**
 * Resolves the settings of an account from the environment, as the module does.
 *
 * @param name Value of `--account`.
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` that lists each problem, or says that there is no such account.
 */
export function resolveAccount(read: ReadVariable, name: string = DEFAULT_ACCOUNT): AccountSettings {
  // A named account does not need credentials of the default account, which may be configured in code.
  const defaults = name === DEFAULT_ACCOUNT ? {} : { anonymous: true, verifyOnBoot: false };
  const resolved = resolveSettings(defaults, read);
  const settings = resolved.accounts.get(name) ?? resolved.fromVariables(name);
  if (settings !== undefined) return settings;
  const variable = createAccountVariables(name, read).getName('ASPOSE_CLIENT_ID');
  const fix = variable
    ? `Set ${variable}. Accounts that are configured in code are not visible here`
    : 'Choose another name: the variables of this one are aliases of those of the default account';
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `The environment has no account of that name. ${fix}`, {
    account: name,
  });
}

/**
 * Describes an error to somebody who sets variables: the package's messages speak of options, and of the cause of an error. A file
 * that cannot be read is not named, because its variable may contain the secret itself by mistake.
 */
export function describeError({ message, cause, account }: AsposeAuthError): string {
  const code = getErrorCode(cause);
  if (code === undefined) return nameVariables(message, account);
  const what = code === 'ENOENT' ? 'does not exist' : 'cannot be read';
  return nameVariables(message.replace('See the cause.', `The file that it names ${what}.`), account);
}

/** Replaces the names of options by those of their variables. */
function nameVariables(message: string, account: string): string {
  const { getName } = createAccountVariables(account, () => undefined);
  const own = message
    .replace(/\S+ is missing: set (\S+) or pass \w+ in the options/g, '$1 is missing: set it')
    .replace(/\w+ \((ASPOSE_\w+)\)/g, '$1');
  return ENVIRONMENT.reduce((text, { option, variables }) => {
    // The others are English words as well.
    if (!/[A-Z]/.test(option)) return text;
    const names = (option === 'tokenUrl' ? ['ASPOSE_BASE_URL', 'ASPOSE_TOKEN_URL'] : variables.slice(0, 1)).map(
      getName,
    );
    return text.replace(new RegExp(`\\b${option}\\b`, 'g'), names.join(' or '));
  }, own);
}
