import { AsposeAuthError } from '../errors.js';
import type { ReadVariable } from './environment.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from './options.js';
import { readOption } from './read-option.js';
import { resolveAccount } from './resolve-account.js';
import { type AccountSettings, type AuthSettings, DEFAULT_ACCOUNT } from './settings.js';

const nothing: ReadVariable = () => undefined;

/** What a named account takes from the default one: everything but credentials, and no addresses beside its own `baseUrl`. */
function inherited(from: AccountSettings, account: AsposeAccountOptions): AsposeAccountOptions {
  const { clientAuthentication, storage, tokenTimeoutMs, tokenDeadlineMs, http, scope, resource, extraParameters } =
    from;
  const addresses = account.baseUrl
    ? {}
    : { baseUrl: from.baseUrl, tokenUrl: from.tokenUrl, allowedOrigins: [...from.allowedOrigins] };
  const shared = { clientAuthentication, storage, tokenTimeoutMs, tokenDeadlineMs, http, scope, resource };
  return { ...shared, extraParameters, ...addresses };
}

/** Optional members that were set to `undefined` must not hide what is inherited. */
function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/**
 * Options and environment as settings, every default in place.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` that names each problem, its variable or option, and the fix.
 */
export function resolveSettings(options: AsposeAuthModuleOptions, read: ReadVariable): AuthSettings {
  const problems: string[] = [];
  const standard = resolveAccount(DEFAULT_ACCOUNT, options, read, problems);
  const accounts = new Map([[DEFAULT_ACCOUNT, standard]]);
  for (const [name, account] of Object.entries(options.accounts ?? {})) {
    const whole = { ...inherited(standard, account), ...given(account) };
    accounts.set(name, resolveAccount(name, whole, nothing, problems));
  }

  const attach = options.attach ?? 'discover';
  if (!['discover', 'none'].includes(attach)) problems.push(`attach must be 'discover' or 'none'`);
  const verify = readOption('verifyOnBoot', options.verifyOnBoot, '', read);
  if (verify !== undefined && typeof verify.value !== 'boolean') problems.push(`${verify.label} must be true or false`);

  if (problems.length > 0) {
    const hints = [...accounts.values()].flatMap(({ hint }) => (hint ? [`hint: ${hint}`] : []));
    const list = [...new Set([...problems, ...hints])].map((line) => `\n  - ${line}`).join('');
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `Aspose Cloud is not configured:${list}`);
  }
  return { attach, verifyOnBoot: verify?.value === true, accounts };
}
