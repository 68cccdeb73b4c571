import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { AsposeAuthError } from '../errors.js';
import { accountVariables, type ReadVariable } from '../options/environment.js';
import { resolveSettings } from '../options/resolve-options.js';
import { type AccountSettings, DEFAULT_ACCOUNT } from '../options/settings.js';
import type { Io } from './output.js';

const isSet = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

/** Reads variables as an application would: the environment first, then the file of `--env-file`. */
export function variablesOf({ env, cwd }: Io, file: string | undefined): ReadVariable | { readonly problem: string } {
  if (file === undefined) return (name) => env[name];
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    return { problem: `--env-file: the file cannot be read (${String((error as NodeJS.ErrnoException).code)})` };
  }
  const named = parseEnv(text);
  return (name) => (isSet(env[name]) ? env[name] : named[name]);
}

const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

/** Variables for proxies that only the file has. axios reads the process's own, so these say nothing about the way. */
export function unusedProxies(read: ReadVariable, { env }: Io): string[] {
  return PROXY_VARIABLES.filter((name) => !isSet(env[name]) && isSet(read(name) as string | undefined));
}

/**
 * The account that a command is about, as the module reads it from the environment.
 *
 * @param name Of `--account`; default: the default account.
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` that names each problem, or that there is no such account.
 */
export function accountOf(read: ReadVariable, name: string = DEFAULT_ACCOUNT): AccountSettings {
  // An account of its own name does not need what only the default one lacks; that may be given in code.
  const standard = name === DEFAULT_ACCOUNT ? {} : { anonymous: true, verifyOnBoot: false };
  const resolved = resolveSettings(standard, read);
  const settings = resolved.accounts.get(name) ?? resolved.fromVariables(name);
  if (settings !== undefined) return settings;
  const variable = accountVariables(name, read).getName('ASPOSE_CLIENT_ID');
  const fix = variable
    ? `set ${variable}; accounts that are given in code are not seen here`
    : 'older variables have it; choose another';
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `The environment has no account of that name: ${fix}`, {
    account: name,
  });
}
