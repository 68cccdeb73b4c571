import { AsposeAuthError } from '../errors.js';
import {
  type AccountVariables,
  createAccountVariables,
  findMisnamedVariables,
  type ReadVariable,
  readText,
} from './environment.js';
import { readOption } from './option-reader.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from './options.js';
import { resolveAccount } from './resolve-account.js';
import { type AccountSettings, type AuthSettings, DEFAULT_ACCOUNT } from './settings.js';
import type { AsposeTokenStore } from './token-store.js';
import { checkOptionNames, isPlainObject, toOwnOptions } from './validation.js';

/**
 * Resolves options and environment to settings with defaults.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG`, which lists all problems, each with its variable or option and the fix.
 */
export function resolveSettings(moduleOptions: AsposeAuthModuleOptions, read: ReadVariable): AuthSettings {
  const problems: string[] = [];
  const options = toOwnOptions(moduleOptions, '', problems);
  checkModuleOptions(options, problems);
  const { maxAccounts = 1_000 } = options;
  if (!(Number.isInteger(maxAccounts) && maxAccounts > 0)) problems.push('maxAccounts must be a whole number above 0');
  const defaultAccount = resolveAccount(
    DEFAULT_ACCOUNT,
    '',
    options,
    {},
    createAccountVariables(DEFAULT_ACCOUNT, read),
    problems,
  );
  const resolveListed = (name: string, account: AsposeAccountOptions, own: string[]) =>
    resolveNamedAccount(name, account, `accounts.${name}.`, defaultAccount, createAccountVariables(name, read), own);
  const accounts = new Map([[DEFAULT_ACCOUNT, defaultAccount]]);
  for (const [name, account] of isPlainObject(options.accounts) ? Object.entries(options.accounts) : []) {
    accounts.set(name, resolveListed(name, account, problems));
  }

  const attach = options.attach ?? 'discover';
  if (!['discover', 'none'].includes(attach)) problems.push(`attach must be 'discover' or 'none'`);
  const { transport } = options;
  if (![undefined, 'undici'].includes(transport))
    problems.push(`transport must be 'undici', or left out for axios' own`);
  const verify = readOption('verifyOnBoot', options.verifyOnBoot, '', createAccountVariables(DEFAULT_ACCOUNT, read));
  if (verify !== undefined && typeof verify.value !== 'boolean') problems.push(`${verify.label} must be true or false`);
  const hint = describeMisnamedVariables(read, accounts.keys());
  assertNoProblems(problems, [{ hint }, ...accounts.values()]);

  const assertSettings = (name: string, resolve: (problems: string[]) => AccountSettings): AccountSettings => {
    const ownProblems: string[] = [];
    const settings = resolve(ownProblems);
    assertNoProblems(ownProblems, [settings], name);
    return settings;
  };
  return {
    attach,
    verifyOnBoot: verify?.value === true,
    accounts,
    transport,
    maxAccounts,
    hint,
    resolve: (name, account) =>
      assertSettings(name, (own) =>
        resolveNamedAccount(
          name,
          account,
          `accountResolver(${JSON.stringify(name)}).`,
          defaultAccount,
          NO_VARIABLES,
          own,
        ),
      ),
    fromVariables: (name) =>
      hasClientId(name, read) ? assertSettings(name, (own) => resolveListed(name, {}, own)) : undefined,
  };
}

/** Checks the options of the module itself. */
function checkModuleOptions(options: AsposeAuthModuleOptions, problems: string[]): void {
  checkOptionNames(options, '', problems);
  const { accounts, accountResolver, store, isGlobal } = options;
  if (accounts !== undefined && !isPlainObject(accounts))
    problems.push('accounts must be an object of accounts by name');
  if (accountResolver !== undefined && typeof accountResolver !== 'function') {
    problems.push('accountResolver must be a function');
  }
  const { get, set } = (store ?? {}) as Partial<AsposeTokenStore>;
  if (store !== undefined && !(typeof get === 'function' && typeof set === 'function')) {
    problems.push('store must be an object with get and set, such as new RedisTokenStore(client) or a Keyv');
  }
  // Nest takes isGlobal out of what is passed to forRoot() and forRootAsync(). By the time a factory returns it, it is too late.
  if (isGlobal !== undefined) {
    problems.push('isGlobal has no effect in what a factory returns; pass it to forRootAsync() beside the factory');
  }
}

/** What a named account inherits from the default one: all but credentials; no addresses if it has its own `baseUrl`. */
function getInherited(from: AccountSettings, hasOwnBase: boolean): AsposeAccountOptions {
  const { clientAuthentication, storage, scope, resource, extraParameters, tokenTimeoutMs, tokenDeadlineMs, http } =
    from;
  const { replayBufferBytes, baseUrl, tokenUrl, allowedOrigins, allowInsecureHttp } = from;
  const addresses = hasOwnBase ? {} : { baseUrl, tokenUrl, allowedOrigins: [...allowedOrigins], allowInsecureHttp };
  const request = { clientAuthentication, storage, scope, resource, extraParameters };
  return { ...request, tokenTimeoutMs, tokenDeadlineMs, replayBufferBytes, http, ...addresses };
}

/** Of accounts of `accountResolver`: their names may come from callers, who must not reach credentials of the environment (F-6). */
const NO_VARIABLES: AccountVariables = { getName: () => undefined, read: () => undefined };

/**
 * Resolves a named account. Problems are collected.
 *
 * @param path Prefix of the option names in messages.
 */
function resolveNamedAccount(
  name: string,
  accountOptions: AsposeAccountOptions,
  path: string,
  defaultAccount: AccountSettings,
  variables: AccountVariables,
  problems: string[],
): AccountSettings {
  const options = toOwnOptions(accountOptions, path, problems);
  checkOptionNames(options, path, problems);
  const hasOwnBase = readOption('baseUrl', options.baseUrl, '', variables) !== undefined;
  return resolveAccount(name, path, options, getInherited(defaultAccount, hasOwnBase), variables, problems);
}

function assertNoProblems(
  problems: readonly string[],
  accounts: readonly Pick<AccountSettings, 'hint'>[],
  account: string = DEFAULT_ACCOUNT,
): void {
  if (problems.length === 0) return;
  const hints = accounts.flatMap(({ hint }) => (hint ? [`hint: ${hint}`] : []));
  const list = [...new Set([...problems, ...hints])].map((line) => `\n  - ${line}`).join('');
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `Aspose Cloud is not configured:${list}`, { account });
}

/** Leaves out variables whose right name is set as well: another program may need them. */
function describeMisnamedVariables(read: ReadVariable, accounts: Iterable<string>): string | undefined {
  const misnamed = findMisnamedVariables(read, accounts).filter(([, right]) => readText(read, right) === undefined);
  if (misnamed.length === 0) return undefined;
  return `nothing reads ${misnamed.map(([name, right]) => `${name} (did you mean ${right}?)`).join(', ')}`;
}

/** True if the environment alone defines the account. */
function hasClientId(name: string, read: ReadVariable): boolean {
  return readOption('clientId', undefined, '', createAccountVariables(name, read)) !== undefined;
}
