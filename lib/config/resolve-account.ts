import { type ReadVariable, textOf, variableFor } from './environment.js';
import type { AsposeAccountOptions } from './options.js';
import { addressProblem } from './origins.js';
import { readOption, type Sourced } from './read-option.js';
import { type SecretSource, secretFile, secretSource } from './secret-source.js';
import { type AccountSettings, DEFAULT_ACCOUNT } from './settings.js';
import { swappedHint } from './swapped-credentials.js';

const DASHBOARD = 'https://dashboard.aspose.cloud/applications';
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/; // RFC 6749 §3.3

/** Reads and checks one account. Problems are collected, not thrown, so that all are reported at once. */
export function resolveAccount(
  name: string,
  options: AsposeAccountOptions,
  read: ReadVariable,
  problems: string[],
): AccountSettings {
  const path = name === DEFAULT_ACCOUNT ? '' : `accounts.${name}.`;
  const find = (option: keyof AsposeAccountOptions) => readOption(option, options[option], path, read);
  const problem = (found: Sourced, what: string) => void problems.push(`${found.label} ${what}`);

  const missing = (option: keyof AsposeAccountOptions, hint: string) => {
    const variable = path === '' ? variableFor(option) : undefined;
    const fix = variable ? `set ${variable} or pass ${option} in the options` : `pass it in the options`;
    problems.push(`${path}${option} is missing: ${fix}${hint}`);
  };
  const text = (option: keyof AsposeAccountOptions): string | undefined => {
    const found = find(option);
    if (found === undefined) return undefined;
    if (typeof found.value === 'string') return found.value.trim();
    problem(found, 'must be text');
    return undefined;
  };
  const flag = (option: keyof AsposeAccountOptions): boolean => {
    const found = find(option);
    if (found === undefined || typeof found.value === 'boolean') return found?.value === true;
    problem(found, 'must be true or false');
    return false;
  };
  const milliseconds = (option: keyof AsposeAccountOptions, fallback: number): number => {
    const found = find(option);
    if (found === undefined) return fallback;
    if (typeof found.value === 'number' && found.value > 0 && found.value <= 2 ** 31 - 1) return found.value;
    problem(found, 'must be a number of milliseconds above 0');
    return fallback;
  };
  const address = (option: 'baseUrl' | 'tokenUrl', fallback: string): string => {
    const value = text(option) ?? fallback;
    const wrong = addressProblem(value);
    if (wrong) problem(find(option) ?? { value, label: option }, wrong);
    return wrong ? 'https://api.aspose.cloud' : value;
  };

  const baseUrl = address('baseUrl', 'https://api.aspose.cloud');
  const origins = (): ReadonlySet<string> => {
    const found = find('allowedOrigins');
    if (found === undefined) return new Set([new URL(baseUrl).origin]);
    if (!Array.isArray(found.value)) problem(found, 'must be a list of origins');
    const listed = Array.isArray(found.value) ? (found.value as unknown[]).map(String) : [];
    for (const [index, origin] of listed.entries()) {
      const wrong = addressProblem(origin);
      if (wrong) problem(found, `entry ${index + 1} ${wrong}`);
    }
    return new Set(listed.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin).origin));
  };
  const secret = (): SecretSource | undefined => {
    const found = find('clientSecret');
    if (typeof found?.value === 'function')
      return secretSource(found.value as () => string | Promise<string>, found.label);
    if (found !== undefined) return secretSource(text('clientSecret') ?? '', found.label);
    const file = path === '' ? textOf(read, 'ASPOSE_CLIENT_SECRET_FILE') : undefined;
    return file === undefined ? undefined : secretFile(file, 'ASPOSE_CLIENT_SECRET_FILE');
  };

  const anonymous = flag('anonymous');
  const clientAuthentication = options.clientAuthentication ?? 'post';
  if (!['post', 'basic'].includes(clientAuthentication as string) && typeof clientAuthentication !== 'function') {
    problems.push(`${path}clientAuthentication must be 'post', 'basic' or a function`);
  }
  const clientId = text('clientId') ?? '';
  const source = secret();
  if (!anonymous && clientId === '') missing('clientId', ` (create an application at ${DASHBOARD})`);
  if (!anonymous && source === undefined && typeof clientAuthentication === 'string') {
    missing('clientSecret', path === '' ? ', or name a file in ASPOSE_CLIENT_SECRET_FILE' : '');
  }
  const scope = text('scope');
  if (scope !== undefined && !SCOPE.test(scope))
    problems.push(`${path}scope holds a character that scopes cannot have`);
  const resource = typeof options.resource === 'string' ? [options.resource] : [...(options.resource ?? [])];
  for (const uri of resource) {
    if (!URL.canParse(uri) || uri.includes('#'))
      problems.push(`${path}resource must be absolute URIs without fragment`);
  }

  return {
    name,
    anonymous,
    clientId,
    secret: source,
    clientAuthentication,
    baseUrl,
    tokenUrl: address('tokenUrl', `${new URL(baseUrl).origin}/connect/token`),
    allowedOrigins: origins(),
    storage: text('storage'),
    scope,
    resource,
    extraParameters: options.extraParameters ?? {},
    tokenTimeoutMs: milliseconds('tokenTimeoutMs', 10_000),
    tokenDeadlineMs: milliseconds('tokenDeadlineMs', 30_000),
    http: options.http ?? {},
    hint: swappedHint(clientId, find('clientSecret')?.value),
  };
}
