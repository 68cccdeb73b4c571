import type { CreateAxiosDefaults } from 'axios';
import { type AccountVariables, readText } from './environment.js';
import { OptionReader } from './option-reader.js';
import type { AsposeAccountOptions, ClientAuthentication } from './options.js';
import { type AccountSettings, createSecretFileSource, createSecretSource, type SecretSource } from './settings.js';
import { findSwapHint, isInsecure, isPlainObject, toOwnOptions } from './validation.js';

const DASHBOARD = 'https://dashboard.aspose.cloud/applications';
const SECRET_FILE = 'ASPOSE_CLIENT_SECRET_FILE';
/** RFC 6749 §3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/**
 * Resolves one account. Problems are collected, not thrown, so that all are reported at once.
 *
 * @param path Prefix of the option names in messages.
 * @param inherited Used if neither the options nor the account's variables have a value.
 */
export function resolveAccount(
  name: string,
  path: string,
  options: AsposeAccountOptions,
  inherited: AsposeAccountOptions,
  variables: AccountVariables,
  problems: string[],
): AccountSettings {
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
    warnings: anonymous
      ? findIgnoredCredentials(reader, secret)
      : findInsecureAddresses(name, tokenUrl, [...allowedOrigins]),
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
  if (!isPlainObject(http)) {
    reader.problem('http', 'must be an object of axios defaults');
    return {};
  }
  // It would lead requests to an origin that gets no token.
  if (Object.hasOwn(http, 'baseURL') && http.baseURL !== undefined)
    reader.problem('http', 'must not contain baseURL; set baseUrl (ASPOSE_BASE_URL) instead');
  return http;
}

function findIgnoredCredentials(reader: OptionReader, secret: SecretSource | undefined): string[] {
  const [anonymous, id] = [reader.find('anonymous'), reader.find('clientId')].map((found) => found?.label);
  const ignored = [id, secret?.label].filter((label) => label !== undefined).join(' and ');
  if (ignored === '') return [];
  return [`${anonymous} is set, so no token is requested or sent. Unset it, or ${ignored}`];
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
