import { AsposeAuthError } from '../errors.js';
import { accountVariables } from './account-variables.js';
import type { ReadVariable } from './environment.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from './options.js';
import { readOption } from './read-option.js';
import { resolveAccount } from './resolve-account.js';
import { type AccountSettings, type AuthSettings, DEFAULT_ACCOUNT } from './settings.js';

/** What a named account takes from the default one: everything but credentials, and no addresses beside its own `baseUrl`. */
function inheritedFrom(from: AccountSettings, hasOwnBase: boolean): AsposeAccountOptions {
  const { clientAuthentication, storage, scope, resource, extraParameters, tokenTimeoutMs, tokenDeadlineMs, http } =
    from;
  const { baseUrl, tokenUrl, allowedOrigins } = from;
  const addresses = hasOwnBase ? {} : { baseUrl, tokenUrl, allowedOrigins: [...allowedOrigins] };
  const request = { clientAuthentication, storage, scope, resource, extraParameters };
  return { ...request, tokenTimeoutMs, tokenDeadlineMs, http, ...addresses };
}

/** A named account, with what is wrong with it. */
function namedAccount(
  name: string,
  options: AsposeAccountOptions,
  standard: AccountSettings,
  read: ReadVariable,
  problems: string[],
): AccountSettings {
  const variables = accountVariables(name, read);
  const hasOwnBase = readOption('baseUrl', options.baseUrl, '', variables) !== undefined;
  return resolveAccount(name, options, inheritedFrom(standard, hasOwnBase), variables, problems);
}

function assertNone(problems: readonly string[], accounts: readonly AccountSettings[]): void {
  if (problems.length === 0) return;
  const hints = accounts.flatMap(({ hint }) => (hint ? [`hint: ${hint}`] : []));
  const list = [...new Set([...problems, ...hints])].map((line) => `\n  - ${line}`).join('');
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `Aspose Cloud is not configured:${list}`);
}

/**
 * Options and environment as settings, every default in place.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` that names each problem, its variable or option, and the fix.
 */
export function resolveSettings(options: AsposeAuthModuleOptions, read: ReadVariable): AuthSettings {
  const problems: string[] = [];
  const { maxAccounts = 1_000 } = options;
  if (!(Number.isInteger(maxAccounts) && maxAccounts > 0)) problems.push('maxAccounts must be a whole number above 0');
  const standard = resolveAccount(DEFAULT_ACCOUNT, options, {}, accountVariables(DEFAULT_ACCOUNT, read), problems);
  const accounts = new Map([[DEFAULT_ACCOUNT, standard]]);
  for (const [name, account] of Object.entries(options.accounts ?? {})) {
    accounts.set(name, namedAccount(name, account, standard, read, problems));
  }

  const attach = options.attach ?? 'discover';
  if (!['discover', 'none'].includes(attach)) problems.push(`attach must be 'discover' or 'none'`);
  const { transport } = options;
  if (![undefined, 'undici'].includes(transport))
    problems.push(`transport must be 'undici', or left out for axios' own`);
  const verify = readOption('verifyOnBoot', options.verifyOnBoot, '', accountVariables(DEFAULT_ACCOUNT, read));
  if (verify !== undefined && typeof verify.value !== 'boolean') problems.push(`${verify.label} must be true or false`);
  assertNone(problems, [...accounts.values()]);

  const settle = (name: string, account: AsposeAccountOptions): AccountSettings => {
    const wrong: string[] = [];
    const settings = namedAccount(name, account, standard, read, wrong);
    assertNone(wrong, [settings]);
    return settings;
  };
  return {
    attach,
    verifyOnBoot: verify?.value === true,
    accounts,
    transport,
    maxAccounts,
    resolve: settle,
    fromVariables: (name) => (hasClientId(name, read) ? settle(name, {}) : undefined),
  };
}

/** An account that is nowhere but in the environment. */
function hasClientId(name: string, read: ReadVariable): boolean {
  return readOption('clientId', undefined, '', accountVariables(name, read)) !== undefined;
}
