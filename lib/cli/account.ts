import { accountVariables } from '../config/account-variables.js';
import type { ReadVariable } from '../config/environment.js';
import { resolveSettings } from '../config/resolve-settings.js';
import { type AccountSettings, DEFAULT_ACCOUNT } from '../config/settings.js';
import { AsposeAuthError } from '../errors.js';

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
  const variable = accountVariables(name, read).nameOf('ASPOSE_CLIENT_ID');
  const fix = variable
    ? `set ${variable}; accounts that are given in code are not seen here`
    : 'older variables have it; choose another';
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `The environment has no account of that name: ${fix}`, {
    account: name,
  });
}
