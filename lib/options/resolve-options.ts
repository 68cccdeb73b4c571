import type { CreateAxiosDefaults } from 'axios';
import { AsposeAuthError } from '../errors.js';
import { type AccountVariables, createAccountVariables, type ReadVariable, readText } from './environment.js';
import { OptionReader, readOption } from './option-reader.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions, ClientAuthentication } from './options.js';
import {
  type AccountSettings,
  type AuthSettings,
  createSecretFileSource,
  createSecretSource,
  DEFAULT_ACCOUNT,
  type SecretSource,
} from './settings.js';
import type { AsposeTokenStore } from './token-store.js';
import { checkOptionNames, findSwapHint, isInsecure, isPlainObject, toOwnOptions } from './validation.js';

const DASHBOARD = 'https://dashboard.aspose.cloud/applications';
const SECRET_FILE = 'ASPOSE_CLIENT_SECRET_FILE';
/** RFC 6749 §3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

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
    options,
    {},
    createAccountVariables(DEFAULT_ACCOUNT, read),
    problems,
  );
  const accounts = new Map([[DEFAULT_ACCOUNT, defaultAccount]]);
  for (const [name, account] of isPlainObject(options.accounts) ? Object.entries(options.accounts) : []) {
    accounts.set(name, resolveNamedAccount(name, account, defaultAccount, read, problems));
  }

  const attach = options.attach ?? 'discover';
  if (!['discover', 'none'].includes(attach)) problems.push(`attach must be 'discover' or 'none'`);
  const { transport } = options;
  if (![undefined, 'undici'].includes(transport))
    problems.push(`transport must be 'undici', or left out for axios' own`);
  const verify = readOption('verifyOnBoot', options.verifyOnBoot, '', createAccountVariables(DEFAULT_ACCOUNT, read));
  if (verify !== undefined && typeof verify.value !== 'boolean') problems.push(`${verify.label} must be true or false`);
  assertNoProblems(problems, [...accounts.values()]);

  const resolve = (name: string, account: AsposeAccountOptions): AccountSettings => {
    const ownProblems: string[] = [];
    const settings = resolveNamedAccount(name, account, defaultAccount, read, ownProblems);
    assertNoProblems(ownProblems, [settings], name);
    return settings;
  };
  return {
    attach,
    verifyOnBoot: verify?.value === true,
    accounts,
    transport,
    maxAccounts,
    resolve,
    fromVariables: (name) => (hasClientId(name, read) ? resolve(name, {}) : undefined),
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
  if (isGlobal !== undefined && typeof isGlobal !== 'boolean') problems.push('isGlobal must be true or false');
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

/** Resolves a named account. Problems are collected. */
function resolveNamedAccount(
  name: string,
  accountOptions: AsposeAccountOptions,
  defaultAccount: AccountSettings,
  read: ReadVariable,
  problems: string[],
): AccountSettings {
  const path = `accounts.${name}.`;
  const options = toOwnOptions(accountOptions, path, problems);
  checkOptionNames(options, path, problems);
  const variables = createAccountVariables(name, read);
  const hasOwnBase = readOption('baseUrl', options.baseUrl, '', variables) !== undefined;
  return resolveAccount(name, options, getInherited(defaultAccount, hasOwnBase), variables, problems);
}

function assertNoProblems(
  problems: readonly string[],
  accounts: readonly AccountSettings[],
  account: string = DEFAULT_ACCOUNT,
): void {
  if (problems.length === 0) return;
  const hints = accounts.flatMap(({ hint }) => (hint ? [`hint: ${hint}`] : []));
  const list = [...new Set([...problems, ...hints])].map((line) => `\n  - ${line}`).join('');
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `Aspose Cloud is not configured:${list}`, { account });
}

/** True if the environment alone defines the account. */
function hasClientId(name: string, read: ReadVariable): boolean {
  return readOption('clientId', undefined, '', createAccountVariables(name, read)) !== undefined;
}

/**
 * Resolves one account. Problems are collected, not thrown, so that all are reported at once.
 *
 * @param inherited Used if neither the options nor the account's variables have a value.
 */
export function resolveAccount(
  name: string,
  options: AsposeAccountOptions,
  inherited: AsposeAccountOptions,
  variables: AccountVariables,
  problems: string[],
): AccountSettings {
  const path = name === DEFAULT_ACCOUNT ? '' : `accounts.${name}.`;
  const ownInherited = toOwnOptions(inherited, '', problems);
  const reader = new OptionReader(options, ownInherited, path, variables, problems);
  const merged = Object.assign(toOwnOptions(ownInherited, '', problems), omitUndefined(options));

  const anonymous = reader.flag('anonymous');
  const allowInsecureHttp = reader.flag('allowInsecureHttp');
  const allowsHttp = anonymous || allowInsecureHttp;
  const baseUrl = reader.address('baseUrl', 'https://api.aspose.cloud', allowsHttp);
  const tokenUrl = reader.address('tokenUrl', `${new URL(baseUrl).origin}/connect/token`, allowsHttp);
  const allowedOrigins = reader.origins('allowedOrigins', new URL(baseUrl).origin, allowsHttp);
  const clientAuthentication = readClientAuthentication(reader, merged);
  const clientId = reader.text('clientId') ?? '';
  const secret = readSecretSource(reader, variables);
  const needsSecret = typeof clientAuthentication === 'string';
  if (!anonymous && clientId === '') reader.missing('clientId', ` (create an application at ${DASHBOARD})`);
  if (!anonymous && needsSecret && secret === undefined) {
    const file = variables.getName(SECRET_FILE);
    reader.missing('clientSecret', file ? `, or name a file in ${file}` : '');
  }

  return {
    name,
    anonymous,
    clientId,
    secret,
    clientAuthentication,
    baseUrl,
    tokenUrl,
    allowedOrigins,
    allowInsecureHttp,
    storage: reader.text('storage'),
    scope: readScope(reader),
    resource: readResources(reader, merged),
    extraParameters: readExtraParameters(reader, merged),
    tokenTimeoutMs: reader.milliseconds('tokenTimeoutMs', 10_000),
    tokenDeadlineMs: reader.milliseconds('tokenDeadlineMs', 30_000),
    replayBufferBytes: reader.bytes('replayBufferBytes', 1_048_576),
    http: readHttp(reader, merged),
    warnings: anonymous ? [] : findInsecureAddresses(name, tokenUrl, [...allowedOrigins]),
    hint: findSwapHint(clientId, reader.find('clientSecret')?.value),
  };
}

function readSecretSource(reader: OptionReader, { getName, read }: AccountVariables): SecretSource | undefined {
  const found = reader.find('clientSecret');
  if (typeof found?.value === 'function') {
    return createSecretSource(found.value as () => string | Promise<string>, found.label);
  }
  const variable = getName(SECRET_FILE);
  const file = variable && readText(read, variable);
  if (found !== undefined) {
    const isFromEnvironment = /^ASPOSE_/.test(found.label);
    if (file && isFromEnvironment) reader.problem(found.label, `and ${variable} are both set; unset one of them`, '');
    return createSecretSource(reader.text('clientSecret') ?? '', found.label);
  }
  return variable && file ? createSecretFileSource(file, variable) : undefined;
}

function readClientAuthentication(
  reader: OptionReader,
  { clientAuthentication = 'post' }: AsposeAccountOptions,
): ClientAuthentication {
  if (!['post', 'basic'].includes(clientAuthentication as string) && typeof clientAuthentication !== 'function') {
    reader.problem('clientAuthentication', `must be 'post', 'basic' or a function`);
  }
  return clientAuthentication;
}

function readScope(reader: OptionReader): string | undefined {
  const scope = reader.text('scope');
  if (scope !== undefined && !SCOPE.test(scope))
    reader.problem('scope', 'contains a character that is not allowed in scopes');
  return scope;
}

/** RFC 8707 §2 */
function readResources(reader: OptionReader, { resource = [] }: AsposeAccountOptions): readonly string[] {
  const resources: unknown[] = Array.isArray(resource) ? resource : [resource];
  const isUri = (uri: unknown): uri is string => typeof uri === 'string' && URL.canParse(uri) && !uri.includes('#');
  if (resources.every(isUri)) return resources;
  reader.problem('resource', 'must be one or more absolute URIs without a fragment');
  return [];
}

function readExtraParameters(
  reader: OptionReader,
  { extraParameters = {} }: AsposeAccountOptions,
): Readonly<Record<string, string>> {
  const isValid = isPlainObject(extraParameters) && Object.values(extraParameters).every((v) => typeof v === 'string');
  if (!isValid) reader.problem('extraParameters', 'must be an object whose values are text');
  return isValid ? extraParameters : {};
}

function readHttp(reader: OptionReader, { http = {} }: AsposeAccountOptions): CreateAxiosDefaults {
  if (isPlainObject(http)) return http;
  reader.problem('http', 'must be an object of axios defaults');
  return {};
}

function findInsecureAddresses(account: string, tokenUrl: string, origins: readonly string[]): string[] {
  const insecure = new Set([new URL(tokenUrl).origin, ...origins].filter(isInsecure));
  if (insecure.size === 0) return [];
  return [
    `account "${account}" uses plain http (${[...insecure].join(', ')}), so everyone on the way can read its secret and token`,
  ];
}

/** Options that are set to `undefined` must not hide inherited ones. */
function omitUndefined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
