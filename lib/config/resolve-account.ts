import { type ReadVariable, textOf } from './environment.js';
import { OptionReader } from './option-reader.js';
import type { AsposeAccountOptions, ClientAuthentication } from './options.js';
import { type SecretSource, secretFile, secretSource } from './secret-source.js';
import { type AccountSettings, DEFAULT_ACCOUNT } from './settings.js';
import { swappedHint } from './swapped-credentials.js';

const DASHBOARD = 'https://dashboard.aspose.cloud/applications';
const SECRET_FILE = 'ASPOSE_CLIENT_SECRET_FILE';
/** RFC 6749 §3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

function secretOf(reader: OptionReader, read: ReadVariable, isDefault: boolean): SecretSource | undefined {
  const found = reader.find('clientSecret');
  if (typeof found?.value === 'function') {
    return secretSource(found.value as () => string | Promise<string>, found.label);
  }
  if (found !== undefined) return secretSource(reader.text('clientSecret') ?? '', found.label);
  const file = isDefault ? textOf(read, SECRET_FILE) : undefined;
  return file === undefined ? undefined : secretFile(file, SECRET_FILE);
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

/** Reads and checks one account. Problems are collected, not thrown, so that all are reported at once. */
export function resolveAccount(
  name: string,
  options: AsposeAccountOptions,
  read: ReadVariable,
  problems: string[],
): AccountSettings {
  const isDefault = name === DEFAULT_ACCOUNT;
  const reader = new OptionReader(options, isDefault ? '' : `accounts.${name}.`, read, problems);

  const baseUrl = reader.address('baseUrl', 'https://api.aspose.cloud');
  const anonymous = reader.flag('anonymous');
  const clientAuthentication = authenticationOf(reader, options);
  const clientId = reader.text('clientId') ?? '';
  const secret = secretOf(reader, read, isDefault);
  const needsSecret = typeof clientAuthentication === 'string';
  if (!anonymous && clientId === '') reader.missing('clientId', ` (create an application at ${DASHBOARD})`);
  if (!anonymous && needsSecret && secret === undefined) {
    reader.missing('clientSecret', isDefault ? `, or name a file in ${SECRET_FILE}` : '');
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
    resource: resourcesOf(reader, options),
    extraParameters: options.extraParameters ?? {},
    tokenTimeoutMs: reader.milliseconds('tokenTimeoutMs', 10_000),
    tokenDeadlineMs: reader.milliseconds('tokenDeadlineMs', 30_000),
    http: options.http ?? {},
    hint: swappedHint(clientId, reader.find('clientSecret')?.value),
  };
}
