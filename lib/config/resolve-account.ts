import type { AccountVariables } from './account-variables.js';
import { textOf } from './environment.js';
import { OptionReader } from './option-reader.js';
import type { AsposeAccountOptions, ClientAuthentication } from './options.js';
import { type SecretSource, secretFile, secretSource } from './secret-source.js';
import { type AccountSettings, DEFAULT_ACCOUNT } from './settings.js';
import { swappedHint } from './swapped-credentials.js';

const DASHBOARD = 'https://dashboard.aspose.cloud/applications';
const SECRET_FILE = 'ASPOSE_CLIENT_SECRET_FILE';
/** RFC 6749 §3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

function secretOf(reader: OptionReader, { nameOf, read }: AccountVariables): SecretSource | undefined {
  const found = reader.find('clientSecret');
  if (typeof found?.value === 'function') {
    return secretSource(found.value as () => string | Promise<string>, found.label);
  }
  if (found !== undefined) return secretSource(reader.text('clientSecret') ?? '', found.label);
  const variable = nameOf(SECRET_FILE);
  const file = variable && textOf(read, variable);
  return variable && file ? secretFile(file, variable) : undefined;
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
    const file = variables.nameOf(SECRET_FILE);
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
    hint: swappedHint(clientId, reader.find('clientSecret')?.value),
  };
}
