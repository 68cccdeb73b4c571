import { AsposeAuthError } from '../errors.js';
import { type AccountVariables, accountVariables, type ReadVariable, readText } from './environment.js';
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
import { findSwapHint } from './validation.js';

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

const DASHBOARD = 'https://dashboard.aspose.cloud/applications';
const SECRET_FILE = 'ASPOSE_CLIENT_SECRET_FILE';
/** RFC 6749 §3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

function secretOf(reader: OptionReader, { getName, read }: AccountVariables): SecretSource | undefined {
  const found = reader.find('clientSecret');
  if (typeof found?.value === 'function') {
    return createSecretSource(found.value as () => string | Promise<string>, found.label);
  }
  if (found !== undefined) return createSecretSource(reader.text('clientSecret') ?? '', found.label);
  const variable = getName(SECRET_FILE);
  const file = variable && readText(read, variable);
  return variable && file ? createSecretFileSource(file, variable) : undefined;
}

function authenticationOf(
  reader: OptionReader,
  { clientAuthentication = 'post' }: AsposeAccountOptions,
): ClientAuthentication {
  if (!['post', 'basic'].includes(clientAuthentication as string) && typeof clientAuthentication !== 'function') {
    reader.problem('clientAuthentication', `must be 'post', 'basic' or a function`);
  }
  return clientAuthentication;
}

function scopeOf(reader: OptionReader): string | undefined {
  const scope = reader.text('scope');
  if (scope !== undefined && !SCOPE.test(scope)) reader.problem('scope', 'holds a character that scopes cannot have');
  return scope;
}

/** RFC 8707 §2 */
function resourcesOf(reader: OptionReader, { resource = [] }: AsposeAccountOptions): readonly string[] {
  const resources = typeof resource === 'string' ? [resource] : [...resource];
  if (resources.some((uri) => !URL.canParse(uri) || uri.includes('#'))) {
    reader.problem('resource', 'must be absolute URIs without fragment');
  }
  return resources;
}

/** Optional members that were set to `undefined` must not hide what is inherited. */
function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/**
 * Reads and checks one account. Problems are collected, not thrown, so that all are reported at once.
 *
 * @param inherited What counts where neither the options nor the account's variables have a value.
 */
export function resolveAccount(
  name: string,
  options: AsposeAccountOptions,
  inherited: AsposeAccountOptions,
  variables: AccountVariables,
  problems: string[],
): AccountSettings {
  const path = name === DEFAULT_ACCOUNT ? '' : `accounts.${name}.`;
  const reader = new OptionReader(options, inherited, path, variables, problems);
  const whole = { ...inherited, ...given(options) };

  const baseUrl = reader.address('baseUrl', 'https://api.aspose.cloud');
  const anonymous = reader.flag('anonymous');
  const clientAuthentication = authenticationOf(reader, whole);
  const clientId = reader.text('clientId') ?? '';
  const secret = secretOf(reader, variables);
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
    tokenUrl: reader.address('tokenUrl', `${new URL(baseUrl).origin}/connect/token`),
    allowedOrigins: reader.origins('allowedOrigins', new URL(baseUrl).origin),
    storage: reader.text('storage'),
    scope: scopeOf(reader),
    resource: resourcesOf(reader, whole),
    extraParameters: whole.extraParameters ?? {},
    tokenTimeoutMs: reader.milliseconds('tokenTimeoutMs', 10_000),
    tokenDeadlineMs: reader.milliseconds('tokenDeadlineMs', 30_000),
    http: whole.http ?? {},
    hint: findSwapHint(clientId, reader.find('clientSecret')?.value),
  };
}
