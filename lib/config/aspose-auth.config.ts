import { registerAs } from '@nestjs/config';
import { createAccountVariables, ENVIRONMENT, type ReadVariable, readText } from '../options/environment.js';
import { readOption } from '../options/option-reader.js';
import type { AsposeAuthModuleOptions, ClientSecret } from '../options/options.js';
import { resolveSettings } from '../options/resolve-options.js';
import { createSecretFileSource, DEFAULT_ACCOUNT } from '../options/settings.js';

/**
 * The options of `AsposeAuthModule` from the environment, as namespace `asposeAuth` of `@nestjs/config` 4 and 12: loaded by
 * `ConfigModule`, injectable by `asposeAuthConfig.KEY`. Throws `ERR_ASPOSE_CONFIG` for variables that cannot be read; what is
 * missing may still be added.
 *
 * @example
 * AsposeAuthModule.forRootAsync(asposeAuthConfig.asProvider())
 */
export const asposeAuthConfig = registerAs(
  'asposeAuth',
  (): AsposeAuthModuleOptions => environmentOptions((name) => process.env[name]),
);

/** Nothing that is missing is a problem with these: it may come from elsewhere, and the module says so where it does not. */
const COMPLETE: AsposeAuthModuleOptions = { clientId: 'given elsewhere', clientAuthentication: () => undefined };

/** The secret of the file that a variable names, read anew for each token request. */
function secretIn(variable: string, read: ReadVariable): ClientSecret | undefined {
  const path = readText(read, variable);
  if (path === undefined) return undefined;
  const file = createSecretFileSource(path, variable);
  return () => file.read();
}

/**
 * What the environment gives, as options of the module.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` for values that cannot be read, all at once; not for missing ones.
 */
export function environmentOptions(read: ReadVariable): AsposeAuthModuleOptions {
  resolveSettings(COMPLETE, read);
  const options: Record<string, unknown> = {};
  for (const { option, variables, reads } of ENVIRONMENT) {
    const value =
      reads === 'secret-file'
        ? secretIn(variables[0]!, read)
        : readOption(option, undefined, '', createAccountVariables(DEFAULT_ACCOUNT, read))?.value;
    if (value !== undefined && !(option in options)) options[option] = value;
  }
  return options;
}
